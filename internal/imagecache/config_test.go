package imagecache

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadConfig(t *testing.T) {
	for text, want := range map[string]string{
		`{}`: "",
		`{"registries":[{"host":"docker.io","mirrors":["https://mirror.example.com:5000/path"],"username":"u","password":"p"},{"host":"*","mirrors":["http://m"]}],"certificateAuthorities":[]}`: "",
		`{"registry":[]}`:                        `unknown field "registry"`,
		`{"registries":[{"hosts":"docker.io"}]}`: `unknown field "hosts"`,
		`{} {}`:                                  "more behind the object",
		``:                                       "EOF",
		`{"registries":[{"host":""}]}`:           "host is none",
		`{"registries":[{"host":"https://docker.io"}]}`:                                           "host is none",
		`{"registries":[{"host":"docker.io"},{"host":"index.docker.io"}]}`:                        "two entries",
		`{"registries":[{"host":"docker.io","username":"u"}]}`:                                    "half a login",
		`{"registries":[{"host":"*","username":"u","password":"p"}]}`:                             "cannot have one login",
		`{"registries":[{"host":"docker.io","mirrors":["https://m","mirror.example.com"]}]}`:      "mirrors[1] is no address",
		`{"registries":[{"host":"docker.io","mirrors":["https://u:s3cret@mirror.example.com"]}]}`: "mirrors[0] is no address",
		`{"certificateAuthorities":["text"]}`:                                                     "certificateAuthorities[0] has no certificate",
	} {
		path := filepath.Join(t.TempDir(), "config.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := ReadConfig(path)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cret")) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	if _, err := ReadConfig(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a file that is not there is read")
	}
}

// TestDirectoryThatCannotBeWritten is an error before the first node comes.
func TestDirectoryThatCannotBeWritten(t *testing.T) {
	for _, directory := range []string{"/proc/self/none", os.Args[0]} {
		if _, err := New(Config{}, directory, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), directory) {
			t.Errorf("%s: %v", directory, err)
		}
	}
}

// TestMozillasRootsAreBuiltIn, for the program runs where a system has none.
func TestMozillasRootsAreBuiltIn(t *testing.T) {
	t.Setenv("SSL_CERT_FILE", os.DevNull)
	t.Setenv("SSL_CERT_DIR", t.TempDir())
	//nolint:staticcheck // the subjects of the system's authorities are missing, and those are not counted
	if n := len(trusted(nil).Subjects()); n < 50 {
		t.Errorf("%d authorities", n)
	}
}
