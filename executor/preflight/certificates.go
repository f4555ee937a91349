package preflight

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/spec"
)

// checkCertificates tells who trusts the authorities of a lab file, and finds those whose time is over.
func checkCertificates(_ context.Context, l *look) []executor.Finding {
	if l.Lab == nil || !l.Lab.UsesDocker() || len(l.Lab.Authorities) == 0 {
		return nil
	}
	roots, err := l.system.roots()
	if err != nil {
		return unknown("certificates", fmt.Errorf("read whom this machine trusts: %w", err))
	}
	var findings []executor.Finding
	var trusted, strange []string
	for _, authority := range l.Lab.Authorities {
		certificate := parsed(authority)
		switch {
		case certificate == nil:
			continue
		case time.Now().After(certificate.NotAfter):
			findings = append(findings, warning("certificates", fmt.Sprintf("the certificate of %s ended on %s", authority.Name, certificate.NotAfter.UTC().Format(time.DateOnly)),
				"ask whoever gave it to you for the one that is valid, and name that in certificateAuthorities")...)
		case trusts(roots, certificate):
			trusted = append(trusted, authority.Name)
		default:
			strange = append(strange, authority.Name)
		}
	}
	return append(findings, whoTrusts(trusted, strange)...)
}

// whoTrusts says it of those that are valid. The machine's own trust is for the machine: kaaslab changes nothing of it.
func whoTrusts(trusted, strange []string) []executor.Finding {
	all := append(trusted, strange...)
	if len(all) == 0 {
		return nil
	}
	found := "nodes and kaaslab trust " + strings.Join(all, ", ")
	if len(strange) > 0 {
		found += "; what Docker pulls does not, for this machine does not trust " + strings.Join(strange, ", ") + " (give them to the certificates of the machine, or to /etc/docker/certs.d)"
	} else {
		found += ", and so does this machine"
	}
	return fine("certificates", found)
}

func parsed(authority spec.CertificateAuthority) *x509.Certificate {
	block, _ := pem.Decode([]byte(authority.PEM))
	if block == nil {
		return nil
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil // the lab file was read, so that it is one
	}
	return certificate
}

func trusts(roots *x509.CertPool, certificate *x509.Certificate) bool {
	_, err := certificate.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	return err == nil
}
