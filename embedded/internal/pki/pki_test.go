package pki

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"
	"time"

	"k8s.io/client-go/tools/clientcmd"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func TestCertificatesVerify(t *testing.T) {
	f := ensure(t, t.TempDir(), start)
	for path, usage := range map[string]x509.ExtKeyUsage{
		f.ServerCert:  x509.ExtKeyUsageServerAuth,
		f.WebhookCert: x509.ExtKeyUsageServerAuth,
		f.AdminCert:   x509.ExtKeyUsageClientAuth,
	} {
		options := x509.VerifyOptions{Roots: pool(t, f), CurrentTime: start, KeyUsages: []x509.ExtKeyUsage{usage}}
		if usage == x509.ExtKeyUsageServerAuth {
			options.DNSName = "127.0.0.1"
		}
		if _, err := cert(t, path).Verify(options); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if groups := cert(t, f.AdminCert).Subject.Organization; len(groups) != 1 || groups[0] != "system:masters" {
		t.Errorf("administrator is in groups %v", groups)
	}
}

func TestFilesAreKeptAndPrivate(t *testing.T) {
	dir := t.TempDir()
	ensure(t, dir, start)
	before := contents(t, dir)
	ensure(t, dir, start.Add(24*time.Hour))
	for name, data := range contents(t, dir) {
		if !bytes.Equal(data, before[name]) {
			t.Errorf("%s changed on the next start", name)
		}
		if info, _ := os.Stat(filepath.Join(dir, name)); info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", name, info.Mode().Perm())
		}
	}
}

func TestRenewalKeepsTheAuthority(t *testing.T) {
	dir := t.TempDir()
	f := ensure(t, dir, start)
	authority, server := read(t, f.CACert), read(t, f.ServerCert)
	late := start.Add(leafLife - renewBefore + time.Hour)
	f = ensure(t, dir, late)
	if !bytes.Equal(authority, read(t, f.CACert)) {
		t.Error("the authority was replaced, so all kubeconfigs are worthless")
	}
	if bytes.Equal(server, read(t, f.ServerCert)) {
		t.Error("a certificate near its end was kept")
	}
	if left := cert(t, f.ServerCert).NotAfter.Sub(late); left < renewBefore {
		t.Errorf("the renewed certificate lives %v", left)
	}
}

func TestDamagedAuthorityIsAnError(t *testing.T) {
	dir := t.TempDir()
	f := ensure(t, dir, start)
	if err := os.WriteFile(f.CACert, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Ensure(dir, start); err == nil {
		t.Error("a damaged authority was accepted or replaced")
	}
}

func TestKubeconfig(t *testing.T) {
	f := ensure(t, t.TempDir(), start)
	path := filepath.Join(t.TempDir(), "kubeconfig")
	write := func() os.FileInfo {
		if err := f.WriteKubeconfig(path, "demo", "https://127.0.0.1:1"); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	first := write()
	if !os.SameFile(first, write()) {
		t.Error("an unchanged kubeconfig was written again")
	}
	config, err := clientcmd.LoadFromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if config.CurrentContext != "demo" || config.Clusters["demo"].Server != "https://127.0.0.1:1" {
		t.Errorf("unexpected kubeconfig: %+v", config)
	}
}

func ensure(t *testing.T, dir string, now time.Time) *Files {
	t.Helper()
	f, err := Ensure(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func pool(t *testing.T, f *Files) *x509.CertPool {
	t.Helper()
	p := x509.NewCertPool()
	if !p.AppendCertsFromPEM(f.CACertPEM) {
		t.Fatal("no certificate in the authority's file")
	}
	return p
}

func cert(t *testing.T, path string) *x509.Certificate {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(path, path[:len(path)-len(".crt")]+".key")
	if err != nil {
		t.Fatal(err)
	}
	return pair.Leaf
}

func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, e := range entries {
		all[e.Name()] = read(t, filepath.Join(dir, e.Name()))
	}
	return all
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
