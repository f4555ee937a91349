package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// writeCopy copies the sources of a module below a directory, and changes them.
func writeCopy(from, below, to string, changes []change) error {
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	if err := copySources(from, below, to); err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	for _, c := range changes {
		if err := c.apply(to); err != nil {
			return err
		}
	}
	return nil
}

// copySources copies go.mod and the Go files below a directory of a module,
// without tests.
func copySources(from, below, to string) error {
	if err := copyFile(filepath.Join(from, "go.mod"), filepath.Join(to, "go.mod")); err != nil {
		return err
	}
	return filepath.WalkDir(filepath.Join(from, below), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, "_test.go") || !strings.HasSuffix(path, ".go") {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		return copyFile(path, filepath.Join(to, rel))
	})
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}
