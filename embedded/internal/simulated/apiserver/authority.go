package apiserver

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"time"

	"k8s.io/apiserver/pkg/server/dynamiccertificates"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/util/cert"
	"k8s.io/client-go/util/keyutil"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"

	"github.com/kaaslab/kaaslab/embedded/internal/ports"
)

// self is as whom this process calls the servers.
const self = "kaaslab-embedded"

// life of certificates that are made at every start. A lab may run for years.
const life = 10 * 365 * 24 * time.Hour

// Authority is the certificate authority of a cluster, which Cluster API keeps
// in a Secret. What it signs here stays in memory.
type Authority struct {
	pem  []byte
	cert *x509.Certificate
	key  crypto.Signer
}

// NewAuthority reads certificate and private key.
func NewAuthority(certPEM, keyPEM []byte) (*Authority, error) {
	certs, err := cert.ParseCertsPEM(certPEM)
	if err != nil {
		return nil, fmt.Errorf("certificate of the authority: %w", err)
	}
	key, err := keyutil.ParsePrivateKeyPEM(keyPEM)
	if err != nil {
		return nil, fmt.Errorf("key of the authority: %w", err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("key of the authority is a %T, which cannot sign", key)
	}
	return &Authority{pem: certPEM, cert: certs[0], key: signer}, nil
}

// PEM is the authority's certificate.
func (a *Authority) PEM() []byte { return a.pem }

// identify gives a server its certificate, and the authority of its users.
func (a *Authority) identify(opts options.CompletedOptions) error {
	certPEM, keyPEM, err := a.sign(x509.Certificate{
		Subject:     pkix.Name{CommonName: "kube-apiserver"},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    []string{"localhost", "kubernetes.default.svc"},
		IPAddresses: []net.IP{net.ParseIP(ports.Host)},
	})
	if err != nil {
		return err
	}
	serving, err := dynamiccertificates.NewStaticCertKeyContent("simulated-cluster", certPEM, keyPEM)
	if err != nil {
		return err
	}
	users, err := dynamiccertificates.NewStaticCAContent("simulated-cluster", a.pem)
	if err != nil {
		return err
	}
	opts.SecureServing.ServerCert.GeneratedCert = serving
	opts.Authentication.ClientCert.CAContentProvider = users
	return nil
}

// client is an administrator's connection to the server.
func (a *Authority) client(host string) (*rest.Config, error) {
	certPEM, keyPEM, err := a.sign(x509.Certificate{
		Subject:     pkix.Name{CommonName: self, Organization: []string{"system:masters"}},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return nil, err
	}
	return &rest.Config{
		Host:            host,
		TLSClientConfig: rest.TLSClientConfig{CAData: a.pem, CertData: certPEM, KeyData: keyPEM},
		QPS:             -1, // they share one machine, so a limit would only make them wait
		UserAgent:       "kaaslab-embedded",
		WarningHandler:  rest.NoWarnings{},
	}, nil
}

func (a *Authority) sign(template x509.Certificate) (certPEM, keyPEM []byte, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	if template.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127)); err != nil {
		return nil, nil, err
	}
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(life)
	der, err := x509.CreateCertificate(rand.Reader, &template, a.cert, key.Public(), a.key)
	if err != nil {
		return nil, nil, fmt.Errorf("sign a certificate: %w", err)
	}
	if keyPEM, err = keyutil.MarshalPrivateKeyToPEM(key); err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: cert.CertificateBlockType, Bytes: der}), keyPEM, nil
}
