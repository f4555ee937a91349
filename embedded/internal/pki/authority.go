package pki

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"github.com/kaaslab/kaaslab/embedded/internal/atomicfile"
)

// authority signs the certificates of one lab.
type authority struct {
	cert     *x509.Certificate
	certPEM  []byte
	certPath string
	key      *ecdsa.PrivateKey
}

func ensureAuthority(dir string, now time.Time) (*authority, error) {
	certPath, keyPath := filepath.Join(dir, "ca.crt"), filepath.Join(dir, "ca.key")
	ca, err := loadAuthority(certPath, keyPath)
	if err == nil && ca.cert.NotAfter.Sub(now) > leafLife {
		return ca, nil
	}
	// An unreadable authority is an error rather than a reason for a new one:
	// kubeconfigs in use would stop working without a word.
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if err := makeAuthority(certPath, keyPath, now); err != nil {
		return nil, err
	}
	return loadAuthority(certPath, keyPath)
}

func loadAuthority(certPath, keyPath string) (*authority, error) {
	pair, err := tls.LoadX509KeyPair(certPath, keyPath)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return nil, err
	}
	key, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		return nil, errors.New("the key is not an ECDSA key: remove the data directory and start anew")
	}
	certPEM, err := os.ReadFile(certPath)
	return &authority{cert: cert, certPEM: certPEM, certPath: certPath, key: key}, err
}

func makeAuthority(certPath, keyPath string, now time.Time) error {
	template := x509.Certificate{
		Subject:               pkix.Name{CommonName: "kaaslab-embedded"},
		NotAfter:              now.Add(authorityLife),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	return write(template, &template, key, key, certPath, keyPath, now)
}

func (a *authority) sign(template x509.Certificate, certPath, keyPath string, now time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template.NotAfter = now.Add(leafLife)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	return write(template, a.cert, key, a.key, certPath, keyPath, now)
}

func write(template x509.Certificate, parent *x509.Certificate, key, signer *ecdsa.PrivateKey, certPath, keyPath string, now time.Time) error {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return err
	}
	template.SerialNumber = serial
	// Machines that share a directory do not agree on the minute.
	template.NotBefore = now.Add(-time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, &template, parent, &key.PublicKey, signer)
	if err != nil {
		return err
	}
	if err := writeKey(key, keyPath); err != nil {
		return err
	}
	return atomicfile.Write(certPath, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600)
}

func writeKey(key *ecdsa.PrivateKey, path string) error {
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	return atomicfile.Write(path, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}), 0o600)
}

func ensureKey(path string) error {
	_, err := os.Stat(path)
	if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	return writeKey(key, path)
}
