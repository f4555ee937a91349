package apiserver

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"testing"

	"sigs.k8s.io/cluster-api/util/secret"

	bootstrapv1 "sigs.k8s.io/cluster-api/api/bootstrap/kubeadm/v1beta2"
)

// authority is one as Cluster API makes it.
func authority(t *testing.T) *Authority {
	t.Helper()
	made := secret.NewCertificatesForInitialControlPlane(&bootstrapv1.ClusterConfiguration{})
	if err := made.Generate(); err != nil {
		t.Fatal(err)
	}
	pair := made.GetByPurpose(secret.ClusterCA).KeyPair
	a, err := NewAuthority(pair.Cert, pair.Key)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestClientsAreOfTheCluster(t *testing.T) {
	a, other := authority(t), authority(t)
	config, err := a.client("https://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.X509KeyPair(config.CertData, config.KeyData)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		by *Authority
		ok bool
	}{{a, true}, {other, false}} {
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(c.by.PEM())
		_, err := pair.Leaf.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
		if (err == nil) != c.ok {
			t.Errorf("verified by an authority: %v, want %v", err, c.ok)
		}
	}
	if !bytes.Equal(config.CAData, a.PEM()) {
		t.Error("the client trusts another authority than the cluster's")
	}
}

func TestDamagedAuthorityIsAnError(t *testing.T) {
	a := authority(t)
	if _, err := NewAuthority(a.PEM(), []byte("x")); err == nil {
		t.Error("a key that cannot be read was accepted")
	}
	if _, err := NewAuthority([]byte("x"), a.PEM()); err == nil {
		t.Error("a certificate that cannot be read was accepted")
	}
}
