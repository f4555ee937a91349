package imagecache

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"time"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// dialLimit is how long a registry may take to accept a connection. Nodes wait meanwhile, and give up after some minutes.
const dialLimit = 10 * time.Second

// newTransport reaches registries through the proxy of the environment.
func newTransport(authorities []string) *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = (&net.Dialer{Timeout: dialLimit}).DialContext
	transport.TLSClientConfig = &tls.Config{RootCAs: trusted(authorities), MinVersion: tls.VersionTLS12}
	transport.DisableCompression = true // a blob is to come as its digest was made
	transport.MaxIdleConnsPerHost = 8
	return transport
}

// trusted are Mozilla's authorities, for the program runs where a system has none, those that the system has, and those of the lab.
func trusted(authorities []string) *x509.CertPool {
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	for root := range bundle.Roots() {
		addRoot(roots, root)
	}
	for _, text := range authorities {
		roots.AppendCertsFromPEM([]byte(text))
	}
	return roots
}

// addRoot leaves out what this Go cannot read: one authority less is no reason not to start.
func addRoot(roots *x509.CertPool, root bundle.Root) {
	certificate, err := x509.ParseCertificate(root.Certificate)
	switch {
	case err != nil:
	case root.Constraint != nil:
		roots.AddCertWithConstraint(certificate, root.Constraint)
	default:
		roots.AddCert(certificate)
	}
}
