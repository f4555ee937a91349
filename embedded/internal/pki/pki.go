// Package pki keeps the keys and certificates of a lab: one authority, and what
// it signed for the API server, the webhooks and the administrator. They are
// made on first start, kept, and renewed at a start when they near their end.
package pki

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	authorityLife = 10 * 365 * 24 * time.Hour
	leafLife      = 2 * 365 * 24 * time.Hour
	// renewBefore is how much life a certificate must have left at a start. A
	// lab may well run for months without one.
	renewBefore = 180 * 24 * time.Hour
)

// Files are the paths and contents that the parts of a lab need.
type Files struct {
	Dir string

	CACert          string
	ServerCert      string
	ServerKey       string
	WebhookCert     string
	WebhookKey      string
	AdminCert       string
	AdminKey        string
	ServiceAccount  string // private key that signs tokens of service accounts
	CACertPEM       []byte
	AdminCertPEM    []byte
	AdminPrivatePEM []byte
}

// Ensure makes or renews whatever is missing or near its end in dir.
func Ensure(dir string, now time.Time) (*Files, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the key directory: %w", err)
	}
	ca, err := ensureAuthority(dir, now)
	if err != nil {
		return nil, fmt.Errorf("certificate authority in %s: %w", dir, err)
	}
	f := &Files{Dir: dir, CACert: ca.certPath, CACertPEM: ca.certPEM}
	for _, leaf := range leaves(f) {
		if err := leaf.ensure(ca, dir, now); err != nil {
			return nil, fmt.Errorf("certificate %s in %s: %w", leaf.name, dir, err)
		}
	}
	f.ServiceAccount = filepath.Join(dir, "service-account.key")
	if err := ensureKey(f.ServiceAccount); err != nil {
		return nil, fmt.Errorf("key of the service accounts: %w", err)
	}
	if f.AdminCertPEM, err = os.ReadFile(f.AdminCert); err != nil {
		return nil, err
	}
	f.AdminPrivatePEM, err = os.ReadFile(f.AdminKey)
	return f, err
}
