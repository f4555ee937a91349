package pki

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"path/filepath"
	"time"
)

// leaf is one certificate to keep.
type leaf struct {
	name     string
	template x509.Certificate
	cert     *string
	key      *string
}

func leaves(f *Files) []leaf {
	return []leaf{
		{name: "apiserver", cert: &f.ServerCert, key: &f.ServerKey, template: server("kube-apiserver")},
		{name: "webhook", cert: &f.WebhookCert, key: &f.WebhookKey, template: server("kaaslab-webhook")},
		{name: "admin", cert: &f.AdminCert, key: &f.AdminKey, template: x509.Certificate{
			// The group that the API server's built-in roles make administrator.
			Subject:     pkix.Name{CommonName: "kaaslab-admin", Organization: []string{"system:masters"}},
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		}},
	}
}

func server(name string) x509.Certificate {
	return x509.Certificate{
		Subject:     pkix.Name{CommonName: name},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
}

// ensure keeps the pair on disk if it is good for this authority, else makes one.
func (l leaf) ensure(ca *authority, dir string, now time.Time) error {
	*l.cert = filepath.Join(dir, l.name+".crt")
	*l.key = filepath.Join(dir, l.name+".key")
	if usable(*l.cert, *l.key, ca, now) {
		return nil
	}
	return ca.sign(l.template, *l.cert, *l.key, now)
}

func usable(certPath, keyPath string, ca *authority, now time.Time) bool {
	pair, err := tls.LoadX509KeyPair(certPath, keyPath)
	if err != nil {
		return false
	}
	cert, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil || cert.NotAfter.Sub(now) < renewBefore || now.Before(cert.NotBefore) {
		return false
	}
	return cert.CheckSignatureFrom(ca.cert) == nil
}
