package host

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/fault"
)

// change changes the user's kubeconfig file as a whole or not at all. It holds the lock that kubectl takes as well.
func change(path string, edit func(*yaml.Node) error) (err error) {
	path, err = target(path)
	if err != nil {
		return err
	}
	unlock, err := lock(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	old, mode, err := read(path)
	if err != nil {
		return err
	}
	changed, err := edited(old, edit)
	if err != nil {
		return fault.Errorf(fault.UsersKubeconfig, "change %s: %w", path, err)
	}
	if bytes.Equal(old, changed) {
		return nil
	}
	return replace(path, changed, mode)
}

// target follows links: the file behind one must change, not the link.
func target(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, os.MkdirAll(filepath.Dir(path), 0o700)
	}
	return real, err
}

// lock makes the lock file of a kubeconfig, as client-go does.
func lock(path string) (unlock func() error, err error) {
	name := path + ".lock"
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL, 0)
	if errors.Is(err, fs.ErrExist) {
		return nil, fault.Errorf(fault.UsersKubeconfig, "%s is being changed by another program; if there is none, remove %s", path, name)
	}
	if err != nil {
		return nil, err
	}
	return func() error { return os.Remove(name) }, file.Close()
}

func read(path string) ([]byte, fs.FileMode, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, perm, nil
	}
	if err != nil {
		return nil, 0, err
	}
	content, err := os.ReadFile(path)
	return content, info.Mode().Perm(), err
}

// edited returns the old content itself when the edit changes nothing, so that nothing is written in another layout.
func edited(old []byte, edit func(*yaml.Node) error) ([]byte, error) {
	root, err := parse(old)
	if err != nil {
		return nil, err
	}
	before, err := write(root)
	if err != nil {
		return nil, err
	}
	if err := edit(root); err != nil {
		return nil, err
	}
	after, err := write(root)
	if bytes.Equal(before, after) {
		return old, err
	}
	return after, err
}

func write(root *yaml.Node) ([]byte, error) {
	var content bytes.Buffer
	encoder := yaml.NewEncoder(&content)
	encoder.SetIndent(2)
	encoder.CompactSeqIndent()
	if err := encoder.Encode(root); err != nil {
		return nil, err
	}
	return content.Bytes(), encoder.Close()
}

func replace(path string, content []byte, mode fs.FileMode) error {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // in vain once it is renamed
	_, err = temp.Write(content)
	err = errors.Join(err, temp.Chmod(mode), temp.Sync(), temp.Close())
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}
