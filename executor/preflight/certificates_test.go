package preflight

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/spec"
)

// TestWhoTrustsTheAuthoritiesIsTold: nodes do, and this machine may or may not; one whose time is over helps nobody.
func TestWhoTrustsTheAuthoritiesIsTold(t *testing.T) {
	h, roots := newHost(t), x509.NewCertPool()
	h.system.roots = func() (*x509.CertPool, error) { return roots, nil }
	lab := onDocker(2)
	if found := h.inspect(t, "certificates", lab); len(found) > 0 {
		t.Errorf("without any authority is told %+v", found)
	}
	lab.Authorities = []spec.CertificateAuthority{authority(t, "Example Root", time.Hour)}
	h.mustFind(t, "certificates", lab, executor.Fine, "nodes and kaaslab trust Example Root; what Docker pulls does not", "certs.d")
	roots.AppendCertsFromPEM([]byte(lab.Authorities[0].PEM))
	h.mustFind(t, "certificates", lab, executor.Fine, "nodes and kaaslab trust Example Root, and so does this machine")
	lab.Authorities = []spec.CertificateAuthority{authority(t, "Old Root", -time.Hour)}
	h.mustFind(t, "certificates", lab, executor.Warning, "the certificate of Old Root ended on ")
}

// authority makes one whose certificate ends that long from now.
func authority(t *testing.T, name string, left time.Duration) spec.CertificateAuthority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().Add(left),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	must(t, err)
	all, err := spec.ReadCertificateAuthorities(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	must(t, err)
	return all[0]
}
