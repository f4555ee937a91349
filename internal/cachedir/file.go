package cachedir

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/internal/atomicfile"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// File returns the content of a file that is kept at path. If it is not there, or is not what was kept, fetch gets it, and it
// is kept for the next time.
func File(path string, fetch func() ([]byte, error)) ([]byte, error) {
	content, err := kept(path)
	if content != nil || err != nil {
		return content, err
	}
	if content, err = fetch(); err != nil {
		return nil, err
	}
	return content, keep(path, content)
}

// kept returns nil if there is no such file, or only a part of it or another one: the digest beside it tells.
func kept(path string) ([]byte, error) {
	content, err := os.ReadFile(path)
	if err == nil {
		var digest []byte
		if digest, err = os.ReadFile(digestPath(path)); err == nil && bytes.Equal(digest, digestOf(content)) {
			return content, nil
		}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read what was downloaded before: %w", err)
	}
	return nil, nil
}

// keep writes the digest last: without it the file counts as not there.
func keep(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault.Errorf(fault.NoStateDirectory, "keep what was downloaded in directory %s: %w; set XDG_CACHE_HOME to a directory that you may write to", filepath.Dir(path), err)
	}
	if err := replace(path, content); err != nil {
		return err
	}
	return replace(digestPath(path), digestOf(content))
}

func digestPath(path string) string { return path + ".sha256" }

func digestOf(content []byte) []byte {
	sum := sha256.Sum256(content)
	return []byte(hex.EncodeToString(sum[:]) + "\n")
}

// replace writes a file that other labs may read at the same time.
func replace(path string, content []byte) error {
	if err := atomicfile.Write(path, content, 0o600); err != nil {
		return fmt.Errorf("keep what was downloaded: %w", err)
	}
	return nil
}
