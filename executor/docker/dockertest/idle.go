package dockertest

import (
	"archive/tar"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"
)

// idle is the image of a program that waits for its end. It is made here: tests pull nothing.
const idle = "kaaslab-test/idle:1"

const idleSource = `package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	<-end
}
`

var building sync.Mutex

func idleImage(t *testing.T, raw *client.Client) string {
	t.Helper()
	building.Lock()
	defer building.Unlock()
	if _, err := raw.ImageInspect(t.Context(), idle); err == nil {
		return idle
	}
	source := image.ImportSource{Source: archive(t, build(t)), SourceName: "-"}
	answer, err := raw.ImageImport(t.Context(), source, idle, image.ImportOptions{Changes: []string{`CMD ["/idle"]`}})
	must(t, err)
	defer answer.Close()
	_, err = io.Copy(io.Discard, answer)
	must(t, err)
	return idle
}

func build(t *testing.T) []byte {
	t.Helper()
	source, program := filepath.Join(t.TempDir(), "idle.go"), filepath.Join(t.TempDir(), "idle")
	must(t, os.WriteFile(source, []byte(idleSource), 0o600))
	command := exec.Command("go", "build", "-o", program, source)
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("build the idle program: %v\n%s", err, output)
	}
	content, err := os.ReadFile(program)
	must(t, err)
	return content
}

func archive(t *testing.T, program []byte) io.Reader {
	t.Helper()
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	must(t, w.WriteHeader(&tar.Header{Name: "idle", Mode: 0o755, Size: int64(len(program))}))
	_, err := w.Write(program)
	must(t, err)
	must(t, w.Close())
	return &archive
}
