package main

import (
	"crypto/tls"
	"crypto/x509"
	"testing"
)

func TestNodesOfOneTokenTrustEachOther(t *testing.T) {
	server, err := newAuthority("token")
	if err != nil {
		t.Fatal(err)
	}
	agent, err := newAuthority("token")
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := newAuthority("another")
	if err != nil {
		t.Fatal(err)
	}
	issued, err := agent.issue("system:node:a", "system:nodes", []string{"node", "10.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := tls.X509KeyPair(issued.cert, issued.key)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"node", "10.0.0.1"} {
		if err := verify(certificate.Leaf, server, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if verify(certificate.Leaf, stranger, "node") == nil {
		t.Error("a certificate of another cluster is trusted")
	}
}

func verify(certificate *x509.Certificate, by *authority, name string) error {
	roots := x509.NewCertPool()
	roots.AddCert(by.cert)
	_, err := certificate.Verify(x509.VerifyOptions{Roots: roots, DNSName: name, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err
}
