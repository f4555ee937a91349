package imageset

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// cache keeps what was built under a name that says what it was built from, so
// that nothing is built twice and nothing stale is used.
type cache struct {
	dir  string
	used map[string]bool
}

func newCache(dir string) cache { return cache{dir: dir, used: map[string]bool{}} }

// key hashes everything that decides what is built.
func key(inputs ...any) string {
	sum := sha256.New()
	for _, input := range inputs {
		fmt.Fprintf(sum, "%d:%v\n", len(fmt.Sprint(input)), input)
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

// file returns the path of a file that build makes when it is not there yet.
// It is renamed into place, so that an interrupted build leaves nothing.
func (c cache) file(name string, build func(path string) error) (string, error) {
	path := filepath.Join(c.dir, name)
	c.used[path] = true
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	partial := path + ".partial"
	if err := build(partial); err != nil {
		os.Remove(partial)
		return "", err
	}
	return path, os.Rename(partial, path)
}

// layer returns the layer that build writes, and its digest, which is kept
// beside it because hashing takes longer than a warm run may.
func (c cache) layer(name string, build func(*oci.Tree) error) (oci.Layer, error) {
	path, err := c.file("layers/"+name+".tar", func(path string) error {
		return writeFile(path, func(out io.Writer) error {
			tree := oci.NewTree(out)
			if err := build(tree); err != nil {
				return err
			}
			return tree.Close()
		})
	})
	if err != nil {
		return oci.Layer{}, fmt.Errorf("layer %s: %w", name, err)
	}
	return c.layerOf(path)
}

// layerOf describes a tar file of the cache.
func (c cache) layerOf(path string) (oci.Layer, error) {
	relative, err := filepath.Rel(c.dir, path)
	if err != nil {
		return oci.Layer{}, err
	}
	sumPath, err := c.file(relative+".sha256", func(sumPath string) error {
		sum, err := sha256File(path)
		if err != nil {
			return err
		}
		return os.WriteFile(sumPath, []byte(sum), 0o644)
	})
	if err != nil {
		return oci.Layer{}, err
	}
	sum, err := os.ReadFile(sumPath)
	if err != nil {
		return oci.Layer{}, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return oci.Layer{}, err
	}
	return oci.Layer{Path: path, Digest: string(sum), Size: info.Size()}, nil
}

// prune removes what no build of this run asked for: it was built from sources
// that changed since.
func (c cache) prune() error {
	for _, kind := range []string{"bin", "layers", "kustomized"} {
		found, err := filepath.Glob(filepath.Join(c.dir, kind, "*"))
		if err != nil {
			return err
		}
		for _, path := range found {
			if c.used[path] {
				continue
			}
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	return nil
}
