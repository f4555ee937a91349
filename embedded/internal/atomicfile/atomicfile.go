// Package atomicfile writes files that other processes read at any moment:
// they see the old content or the new one, never a part.
package atomicfile

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
)

// Write replaces the file at path by data with the given mode.
func Write(path string, data []byte, mode os.FileMode) error {
	return Fill(path, mode, func(file io.Writer) error {
		_, err := file.Write(data)
		return err
	})
}

// Fill is Write for what is not in memory as a whole.
func Fill(path string, mode os.FileMode, fill func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // fails harmlessly after the rename
	if err := fill(file); err != nil {
		file.Close()
		return err
	}
	if err := file.Chmod(mode); err != nil {
		file.Close()
		return err
	}
	// What a rename made visible must survive a power cut with its content.
	if err := file.Sync(); err != nil {
		file.Close()
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// WriteJSON writes value as indented JSON with a final newline.
func WriteJSON(path string, value any, mode os.FileMode) error {
	data, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return Write(path, append(data, '\n'), mode)
}
