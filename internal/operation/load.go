package operation

import (
	"archive/tar"
	"bufio"
	"cmp"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
)

// Load makes a lab of an archive, stopped: the lab itself, or a copy of it. A lab of that name must not be on this machine. An
// archive that is damaged or was tampered with leaves nothing behind.
func (m *Machine) Load(command string, from io.Reader, as Copy) (lab string, err error) {
	if as.Name != "" {
		if err := CheckName(as.Name); err != nil {
			return "", err
		}
	}
	packed, err := gzip.NewReader(bufio.NewReader(from))
	if err != nil {
		return "", damaged("it is not compressed as one (%w)", err)
	}
	all := tar.NewReader(packed)
	archive, err := announced(all)
	if err != nil {
		return "", err
	}
	if _, err := m.Home.Of(archive.Lab); err != nil {
		return "", damaged("%w", err)
	}
	dir, err := m.Home.Of(cmp.Or(as.Name, archive.Lab))
	if err != nil {
		return "", err
	}
	lock, err := dir.Lock(command)
	if err != nil {
		return "", err
	}
	defer func() { _ = lock.Unlock() }()
	// With the lock held nobody else makes the lab meanwhile.
	if there, err := os.ReadDir(dir.Path()); err != nil || len(there) > 1 {
		return "", refuse(fault.LabExists, "lab %q is on this machine already, in %s; take another name with --name, or destroy it first", dir.Lab(), dir.Path())
	}
	err = unpack(all, packed, archive, dir)
	if err == nil && dir.Lab() != archive.Lab {
		err = as.makeOf(archive.Lab, dir)
	}
	if err != nil {
		if removeErr := dir.Remove(); removeErr != nil {
			return "", errors.Join(err, removeErr)
		}
		return "", err
	}
	return dir.Lab(), nil
}

func damaged(format string, values ...any) error {
	return noLab(fault.DamagedArchive, "this is no archive of a lab that can be loaded: "+format, values...)
}

// unpack writes exactly the files that the archive announces, each with the content that it announces.
func unpack(all *tar.Reader, packed io.Reader, archive Archive, dir statedir.Dir) error {
	err := unpackAnnounced(all, archive, func(f ArchivedFile) error { return unpackFile(all, f, dir) })
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, packed); err != nil { // what is compressed has a sum at its end
		return damaged("its end is missing (%w)", err)
	}
	return nil
}

func unpackFile(from io.Reader, f ArchivedFile, dir statedir.Dir) error {
	path := filepath.Join(dir.Path(), filepath.FromSlash(f.Path))
	if err := dir.MakeDir(filepath.Dir(path)); err != nil {
		return err
	}
	switch whole, err := f.writeTo(path, from); {
	case err != nil:
		return damaged("%s: %w", f.Path, err)
	case !whole:
		return damaged("%s is not what was saved", f.Path)
	}
	return nil
}
