package host

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/atomicfile"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// change changes the user's kubeconfig file as a whole or not at all. It holds the lock that kubectl takes as well.
func change(path string, edit func(*yaml.Node) error) (err error) {
	defer func() { err = fault.Wrap(fault.UsersKubeconfig, err) }()
	real, err := target(path)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(real), 0o700); err != nil {
		return fault.Errorf(fault.UsersKubeconfig, "make directory %s: %w; set KUBECONFIG to a file where you may write", filepath.Dir(real), err)
	}
	if _, err := lookAt(real); err != nil {
		return err // before a lock is made beside it
	}
	unlock, err := lockAll(path, real)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	old, before, err := read(real)
	if err != nil {
		return err
	}
	changed, err := edited(old, edit)
	if err != nil {
		return fault.Errorf(fault.UsersKubeconfig, "change %s: %w", real, err)
	}
	if bytes.Equal(old, changed) {
		return nil
	}
	return atomicfile.Prepared(real, changed, func(file *os.File) error { return keep(file, before) })
}

// mostLinks is how many links in a row the kernel follows.
const mostLinks = 40

// target follows links, to what is not there yet too: the file behind a link must change, not the link.
func target(path string) (string, error) {
	for range mostLinks {
		info, err := os.Lstat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return path, nil
		case err != nil:
			return "", err
		case info.Mode()&fs.ModeSymlink == 0:
			return path, nil
		}
		next, err := os.Readlink(path)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(path), next)
		}
		path = next
	}
	return "", fault.Errorf(fault.UsersKubeconfig, "%s is a link that leads to itself; set KUBECONFIG to a file", path)
}

// lookAt returns what is known of a file, or nil if there is none. What is no regular file is never replaced, nor waited for:
// KUBECONFIG=/dev/null says that no kubeconfig is to be read or written.
func lookAt(path string) (fs.FileInfo, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return info, mustBeRegular(path, info)
}

func mustBeRegular(path string, info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return fault.Errorf(fault.UsersKubeconfig, "%s is %s and no file, so nothing is written there; set KUBECONFIG to a file, or leave it out for ~/.kube/config", path, sortOf(info.Mode()))
}

func sortOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a directory"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "something else"
}

// lockAll locks the file under both of its names, for kubectl does not look behind a link.
func lockAll(path, real string) (unlock func() error, err error) {
	first, err := lock(path)
	if err != nil || path == real {
		return first, err
	}
	second, err := lock(real)
	if err != nil {
		return nil, errors.Join(err, first())
	}
	return func() error { return errors.Join(second(), first()) }, nil
}

// patience is how long another program may take to change the file. kubectl takes milliseconds.
var patience = 3 * time.Second

// lock makes the lock file of a kubeconfig, as client-go does.
func lock(path string) (unlock func() error, err error) {
	name := path + ".lock"
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL, 0)
		switch {
		case err == nil:
			return func() error { return os.Remove(name) }, file.Close()
		case !errors.Is(err, fs.ErrExist):
			return nil, err
		case time.Now().After(deadline):
			return nil, fault.Errorf(fault.UsersKubeconfig, "%s is being changed by another program; if there is none, remove %s", path, name)
		}
	}
}

// read opens without waiting for somebody at the other end, and looks at what it has opened.
func read(path string) ([]byte, fs.FileInfo, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err == nil {
		err = mustBeRegular(path, info)
	}
	if err != nil {
		return nil, nil, err
	}
	content, err := io.ReadAll(file)
	return content, info, err
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

// keep leaves owner and permissions what they were of the file that was there.
func keep(temp *os.File, before fs.FileInfo) error {
	if before == nil {
		return temp.Chmod(perm)
	}
	now, err := temp.Stat()
	if err != nil {
		return err
	}
	had, has := before.Sys().(*syscall.Stat_t), now.Sys().(*syscall.Stat_t)
	if had.Uid != has.Uid || had.Gid != has.Gid {
		if err := temp.Chown(int(had.Uid), int(had.Gid)); err != nil {
			return fault.Errorf(fault.UsersKubeconfig, "keep the owner of %s: %w; run kaaslab as its owner", before.Name(), err)
		}
	}
	return temp.Chmod(before.Mode().Perm())
}
