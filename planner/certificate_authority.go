package planner

import (
	"cmp"
	"slices"

	"github.com/kaaslab/kaaslab/spec"
)

// CertificateAuthority is one whose certificates nodes trust beside those that they know.
type CertificateAuthority struct {
	Name   string      `json:"name"`
	SHA256 string      `json:"sha256"` // of its certificate, which tells it from others
	PEM    Certificate `json:"-"`
}

// Key implements Keyed. An authority that renews its certificate keeps its name.
func (c CertificateAuthority) Key() string { return c.Name + " " + c.short() }

func (c CertificateAuthority) short() string { return c.SHA256[:min(len(c.SHA256), 12)] }

// Certificate is a certificate in PEM. Where one is only told of it is empty, and that is no difference: its fingerprint is beside it.
type Certificate string

// Equal implements what cmp asks of a type that compares itself.
func (Certificate) Equal(Certificate) bool { return true }

// CertificateAuthoritiesOf are those of a lab file, or of a node, in the order of their keys.
func CertificateAuthoritiesOf(of []spec.CertificateAuthority) []CertificateAuthority {
	var all []CertificateAuthority
	for _, a := range of {
		all = append(all, CertificateAuthority{Name: a.Name, SHA256: a.SHA256, PEM: Certificate(a.PEM)})
	}
	slices.SortFunc(all, func(a, b CertificateAuthority) int { return cmp.Compare(a.Key(), b.Key()) })
	return all
}

// CertificateAuthoritiesIn reads them back from where they were written. What is no certificate counts as none, and is put right.
func CertificateAuthoritiesIn(texts ...string) []CertificateAuthority {
	var all []spec.CertificateAuthority
	for _, text := range texts {
		if read, err := spec.ReadCertificateAuthorities([]byte(text)); err == nil {
			all = append(all, read...)
		}
	}
	return CertificateAuthoritiesOf(all)
}

// trustPath is before the names of files that every program of a node trusts which takes the certificates of its system.
const trustPath = "/etc/ssl/certs/kaaslab-"

// trustFile has the fingerprint in its name, so that another certificate is another file: machines are made anew for it. The content is in
// a Secret, as a class only tells of it.
func trustFile(authority CertificateAuthority) NodeFile {
	return NodeFile{Path: trustPath + authority.short() + ".pem", Content: string(authority.PEM), Key: authority.short() + ".pem"}
}
