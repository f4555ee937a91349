package spec

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// CertificateAuthority is whose certificates nodes trust beside those that they know.
type CertificateAuthority struct {
	Name   string // the common name, or else all that it says of itself
	SHA256 string // of its certificate, in hexadecimal digits
	PEM    string
}

// ReadCertificateAuthorities reads certificates in PEM, as they stand one below the other in a file. Text between them is passed over.
func ReadCertificateAuthorities(data []byte) ([]CertificateAuthority, error) {
	var all []CertificateAuthority
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		switch {
		case strings.HasSuffix(block.Type, "PRIVATE KEY"):
			return nil, fault.Errorf(fault.CertificateFile, "holds a private key, which no node needs; leave it out")
		case block.Type != "CERTIFICATE":
			return nil, fault.Errorf(fault.CertificateFile, "holds a %s; only certificates are read", block.Type)
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fault.Errorf(fault.CertificateFile, "holds a certificate that cannot be read: %w", err)
		}
		sum := sha256.Sum256(block.Bytes)
		all = append(all, CertificateAuthority{
			Name:   cmp.Or(certificate.Subject.CommonName, certificate.Subject.String(), "without a name"),
			SHA256: hex.EncodeToString(sum[:]),
			PEM:    string(pem.EncodeToMemory(&pem.Block{Type: block.Type, Bytes: block.Bytes})),
		})
	}
	if len(all) == 0 && len(bytes.TrimSpace(data)) > 0 {
		return nil, fault.Errorf(fault.CertificateFile, "has no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----")
	}
	return all, nil
}

// readCertificateAuthorities reads the files that the lab file names. A certificate that is in two of them counts once.
func (r *reader) readCertificateAuthorities(lab *Lab, read func(string) ([]byte, error)) {
	known := map[string]bool{}
	for i, path := range lab.CertificateAuthorities {
		at := key("certificateAuthorities").item(i)
		if path == "" || r.isBroken(at) {
			continue
		}
		all, reason := authoritiesIn(path, read)
		if reason != "" {
			r.refuse(at, fault.CertificateFile, "%s", reason)
		}
		for _, authority := range all {
			if !known[authority.SHA256] {
				known[authority.SHA256] = true
				lab.Authorities = append(lab.Authorities, authority)
			}
		}
	}
}

func authoritiesIn(path string, read func(string) ([]byte, error)) (all []CertificateAuthority, reason string) {
	data, reason := readNamed(path, read)
	if reason != "" {
		return nil, reason
	}
	all, err := ReadCertificateAuthorities(data)
	switch {
	case err != nil:
		return nil, fmt.Sprintf("file %s %v", quote(path), err)
	case len(all) == 0:
		return nil, fmt.Sprintf("file %s is empty", quote(path))
	}
	return all, ""
}
