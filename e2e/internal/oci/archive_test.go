package oci

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestSharedLayersAreWrittenOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "layer.tar")
	if err := os.WriteFile(path, []byte("layer"), 0o600); err != nil {
		t.Fatal(err)
	}
	layer := Layer{Path: path, Digest: "abc", Size: 5}
	images := []Image{{Ref: "a:1", Layers: []Layer{layer}}, {Ref: "b:1", Layers: []Layer{layer}}}
	var archive bytes.Buffer
	if err := WriteArchive(&archive, images); err != nil {
		t.Fatal(err)
	}
	if got := names(t, &archive); got["abc.tar"] != 1 || got["manifest.json"] != 1 || len(got) != 4 {
		t.Errorf("the archive holds %v", got)
	}
}

func TestImagesOfTheSameLayersDiffer(t *testing.T) {
	a, err := Image{Ref: "a:1"}.ID()
	if err != nil {
		t.Fatal(err)
	}
	b, err := Image{Ref: "b:1"}.ID()
	if err != nil || a == b {
		t.Errorf("IDs %s and %s, %v", a, b, err)
	}
}

func TestLayersAreTheSameEachTime(t *testing.T) {
	write := func() []byte {
		var out bytes.Buffer
		tree := NewTree(&out)
		err := errors.Join(tree.File("/a/b", 0o755, []byte("x")), tree.Link("/c", "a/b"), tree.Close())
		if err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	if !bytes.Equal(write(), write()) {
		t.Error("the same files make other bytes")
	}
}

func names(t *testing.T, archive io.Reader) map[string]int {
	found := map[string]int{}
	for reader := tar.NewReader(archive); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		found[header.Name]++
	}
}
