package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRunServesUntilItIsStopped.
func TestRunServesUntilItIsStopped(t *testing.T) {
	config := filepath.Join(t.TempDir(), "config.json")
	if err := os.WriteFile(config, []byte(`{}`), 0o600); err != nil {
		t.Fatal(err)
	}
	read, write := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, []string{"image-cache", "--listen", "127.0.0.1:0", "--directory", t.TempDir(), "--config", config}, nil, write)
		_ = write.Close()
		ended <- err
	}()
	line := make([]byte, 4096)
	size, err := read.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	_, address, _ := strings.Cut(string(line[:size]), "address=")
	answer, err := http.Get("http://" + strings.TrimSpace(address) + "/v2/")
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%v (%v) at %s", answer, err, line[:size])
	}
	_ = answer.Body.Close()
	probe := []string{"image-cache", "--probe", "--listen", strings.TrimSpace(address)}
	var said bytes.Buffer
	if err := run(t.Context(), probe, nil, &said); err != nil || said.String() != "ready\n" {
		t.Errorf("the probe says %q, %v", said.String(), err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := run(t.Context(), probe, nil, &said); err == nil || !strings.Contains(err.Error(), "no cache answers") {
		t.Errorf("without a cache the probe says %v", err)
	}
}

// TestRunSaysWhatIsWrong with its arguments.
func TestRunSaysWhatIsWrong(t *testing.T) {
	config := filepath.Join(t.TempDir(), "config.json")
	if err := os.WriteFile(config, []byte(`{}`), 0o600); err != nil {
		t.Fatal(err)
	}
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for want, args := range map[string][]string{
		"unexpected argument":            {"image-cache", "serve"},
		"read the configuration":         {"image-cache", "--config", config + ".none"},
		"--directory":                    {"image-cache", "--config", config, "--directory", config},
		"--listen":                       {"image-cache", "--config", config, "--directory", t.TempDir(), "--listen", taken.Addr().String()},
		"image-cache, volumes read and":  nil,
		`unexpected arguments ["serve"]`: {"serve"},
		`["volumes" "read" "all"]`:       {"volumes", "read", "all"},
		`unexpected arguments ["--help`:  {"--help"},
	} {
		if err := run(t.Context(), args, nil, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %s", args, err, want)
		}
	}
}
