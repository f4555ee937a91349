package dockertest

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	_ "embed" // the program of the idle image
	"encoding/hex"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"
)

//go:embed testdata/idle/main.go
var idle []byte

var building sync.Mutex

// Image makes an image of one Go program, which is its entry point and its shell, on the daemon for tests. Tests pull
// nothing. It returns the image's name, which tells the program, so that an image is made once.
func Image(t *testing.T, raw *client.Client, name string, source []byte) string {
	t.Helper()
	building.Lock()
	defer building.Unlock()
	digest := sha256.Sum256(source)
	ref := "kaaslab-test/" + name + ":" + hex.EncodeToString(digest[:6])
	if _, err := raw.ImageInspect(t.Context(), ref); err == nil {
		return ref
	}
	from := image.ImportSource{Source: archive(t, build(t, source)), SourceName: "-"}
	answer, err := raw.ImageImport(t.Context(), from, ref, image.ImportOptions{Changes: []string{`ENTRYPOINT ["/bin/program"]`}})
	must(t, err)
	defer answer.Close()
	_, err = io.Copy(io.Discard, answer)
	must(t, err)
	return ref
}

func build(t *testing.T, source []byte) []byte {
	t.Helper()
	file, program := filepath.Join(t.TempDir(), "main.go"), filepath.Join(t.TempDir(), "program")
	must(t, os.WriteFile(file, source, 0o600))
	command := exec.Command("go", "build", "-o", program, file)
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", file, err, output)
	}
	content, err := os.ReadFile(program)
	must(t, err)
	return content
}

func archive(t *testing.T, program []byte) io.Reader {
	t.Helper()
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	must(t, w.WriteHeader(&tar.Header{Name: "bin/program", Mode: 0o755, Size: int64(len(program))}))
	_, err := w.Write(program)
	must(t, err)
	must(t, w.WriteHeader(&tar.Header{Name: "bin/sh", Typeflag: tar.TypeSymlink, Linkname: "program"}))
	must(t, w.Close())
	return &archive
}
