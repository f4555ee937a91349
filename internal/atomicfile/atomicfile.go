// Package atomicfile replaces files as a whole or not at all: whoever reads one, even after a crash or a power cut, sees the
// old content or the new.
package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Write makes or replaces a file. It has its permissions from the start, so that a secret is never readable for a moment. The
// directory has to be there.
func Write(path string, content []byte, mode fs.FileMode) error {
	return Prepared(path, content, func(file *os.File) error { return file.Chmod(mode) })
}

// Try reports why nothing can be written to a directory. A file that is made and removed tells more than permissions do.
func Try(directory string) error {
	probe, err := os.CreateTemp(directory, ".kaaslab-*")
	if err != nil {
		return errors.Unwrap(err) // without the name of the file
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// Prepared is Write for a file whose owner or permissions follow from something else: prepare sets them before anybody sees the
// file. Until then only its owner may read it.
func Prepared(path string, content []byte, prepare func(*os.File) error) error {
	// It lies beside the old one, for a rename works only within a file system.
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	if err := errors.Join(fill(file, content, prepare), file.Close()); err != nil {
		os.Remove(file.Name())
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		os.Remove(file.Name())
		return err
	}
	return syncDirectory(filepath.Dir(path))
}

// fill syncs before the rename: otherwise a power cut can leave the new name with no content.
func fill(file *os.File, content []byte, prepare func(*os.File) error) error {
	if _, err := file.Write(content); err != nil {
		return err
	}
	if err := prepare(file); err != nil {
		return err
	}
	return file.Sync()
}

func syncDirectory(path string) error {
	directory, err := os.Open(path)
	if err != nil {
		return err
	}
	defer directory.Close()
	return directory.Sync()
}
