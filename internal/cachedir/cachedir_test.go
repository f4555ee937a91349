package cachedir

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDefault(t *testing.T) {
	t.Setenv("HOME", "/home/lab")
	for given, want := range map[string]string{"": "/home/lab/.cache/kaaslab", "relative": "/home/lab/.cache/kaaslab", "/var/cache": "/var/cache/kaaslab"} {
		t.Setenv("XDG_CACHE_HOME", given)
		if got, err := Default(); err != nil || got != want {
			t.Errorf("XDG_CACHE_HOME=%q: %q (%v), want %q", given, got, err, want)
		}
	}
	t.Setenv("HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	if _, err := Default(); err == nil || !strings.Contains(err.Error(), "XDG_CACHE_HOME") {
		t.Errorf("without a home: %v", err)
	}
}

// TestFile: what was kept is used, what was damaged or never finished is fetched again.
func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "file")
	fetched := 0
	fetch := func() ([]byte, error) { fetched++; return []byte("content"), nil }
	want := func(times int) {
		t.Helper()
		if content, err := File(path, fetch); err != nil || string(content) != "content" || fetched != times {
			t.Fatalf("%q (%v), fetched %d times, want %d", content, err, fetched, times)
		}
	}
	want(1)
	want(1)
	for i, damage := range []func() error{
		func() error { return os.WriteFile(path, []byte("cont"), 0o600) },
		func() error { return os.Remove(path + ".sha256") },
		func() error { return os.Remove(path) },
	} {
		if err := damage(); err != nil {
			t.Fatal(err)
		}
		want(i + 2)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	broken := errors.New("broken")
	if _, err := File(path+"-other", func() ([]byte, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestDownload(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/there" {
			w.WriteHeader(http.StatusTooManyRequests)
		}
		_, _ = w.Write([]byte("content"))
	}))
	defer server.Close()
	if content, err := Download(t.Context(), http.DefaultClient, server.URL+"/there"); err != nil || string(content) != "content" {
		t.Errorf("%q, %v", content, err)
	}
	var status Status
	if _, err := Download(t.Context(), http.DefaultClient, server.URL+"/not-there"); !errors.As(err, &status) || !status.Passing() || !strings.Contains(err.Error(), server.URL) {
		t.Errorf("got %v", err)
	}
}

// TestErrorsNameTheDirectory: where nothing can be kept, the message says where that is, and how to choose another place.
func TestErrorsNameTheDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, directory := range []string{filepath.Join(file, "kaaslab"), "/proc/self/kaaslab"} {
		_, err := File(filepath.Join(directory, "chart"), func() ([]byte, error) { return []byte("content"), nil })
		if err == nil || !strings.Contains(err.Error(), directory) {
			t.Errorf("got %v, want %s in it", err, directory)
		}
	}
}
