// Package outbound is how kaaslab itself reaches the internet for a lab: through the proxy of the lab file, and trusting whom that
// trusts, beside what the machine says.
package outbound

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"github.com/kaaslab/kaaslab/spec"
)

// Transport is for the downloads of a lab, or nil where they are as the machine has them. A proxy of the environment is the machine's own, and
// goes before the one of the lab file, which others have, too.
func Transport(lab *spec.Lab) *http.Transport {
	proxy := proxyFor(lab, *httpproxy.FromEnvironment())
	if !lab.UsesDocker() || proxy == nil && len(lab.Authorities) == 0 {
		return nil
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if proxy != nil {
		transport.Proxy = func(r *http.Request) (*url.URL, error) { return proxy(r.URL) }
	}
	if len(lab.Authorities) > 0 {
		transport.TLSClientConfig = &tls.Config{RootCAs: trusted(lab.Authorities), MinVersion: tls.VersionTLS12}
	}
	return transport
}

// Through says how kaaslab reaches the internet for a lab: the address of the proxy of the lab file, if that is the one.
func Through(lab *spec.Lab, environment httpproxy.Config) string {
	if lab == nil || !lab.UsesDocker() || proxyFor(lab, environment) == nil {
		return ""
	}
	return cmp.Or(lab.Proxy.HTTPS, lab.Proxy.HTTP)
}

// proxyFor is nil where the environment decides.
func proxyFor(lab *spec.Lab, environment httpproxy.Config) func(*url.URL) (*url.URL, error) {
	if environment.HTTPProxy+environment.HTTPSProxy != "" || lab.Proxy.HTTP+lab.Proxy.HTTPS == "" {
		return nil
	}
	p := lab.Proxy
	own := httpproxy.Config{
		HTTPProxy: spec.WithLogin(p.HTTP, p.Username, p.Password), HTTPSProxy: spec.WithLogin(p.HTTPS, p.Username, p.Password), NoProxy: strings.Join(p.NoProxy, ","),
	}
	return own.ProxyFunc()
}

// trusted are those that the machine trusts, and those of the lab.
func trusted(authorities []spec.CertificateAuthority) *x509.CertPool {
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool() // a machine without any
	}
	for _, authority := range authorities {
		roots.AppendCertsFromPEM([]byte(authority.PEM))
	}
	return roots
}

// Client is one that uses a transport of Transport.
func Client(transport *http.Transport) *http.Client {
	if transport == nil {
		return http.DefaultClient
	}
	return &http.Client{Transport: transport}
}
