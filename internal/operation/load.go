package operation

import (
	"archive/tar"
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"

	"github.com/kaaslab/kaaslab/executor/docker/backup"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
)

// Load makes a lab of an archive, stopped: the lab itself, or a copy of it. A lab of that name must not be on this machine. An
// archive that is damaged or was tampered with leaves nothing behind.
func (m *Machine) Load(ctx context.Context, command string, from io.Reader, as Copy) (lab string, err error) {
	if as.Name != "" {
		if err := CheckName(as.Name); err != nil {
			return "", err
		}
	}
	packed, err := zstd.NewReader(bufio.NewReader(from))
	if err != nil {
		return "", fault.Wrap(fault.Bug, err)
	}
	defer packed.Close()
	all := tar.NewReader(packed)
	archive, err := announced(all)
	if err != nil {
		return "", err
	}
	dir, err := m.placeOf(archive, as)
	if err != nil {
		return "", err
	}
	return dir.Lab(), whole(command, dir, func() error { return m.unpack(ctx, all, packed, archive, as, dir) })
}

// whole makes a lab in a directory that is nobody's yet, or nothing.
func whole(command string, dir statedir.Dir, load func() error) error {
	lock, err := dir.Lock(command)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Unlock() }()
	// With the lock held nobody else makes the lab meanwhile.
	if there, err := os.ReadDir(dir.Path()); err != nil || len(there) > 1 {
		return refuse(fault.LabExists, "lab %q is on this machine already, in %s; take another name with --name, or destroy it first", dir.Lab(), dir.Path())
	}
	loaded, err := markLoading(dir)
	if err == nil {
		err = load()
	}
	if err == nil {
		err = loaded()
	}
	if err == nil || errors.Is(err, backup.ErrLeft) {
		return err // who destroys what is left needs to know where it is
	}
	return errors.Join(err, dir.Remove())
}

// placeOf is the directory of the lab that is made. What a lab has on Docker has its name in certificates and in etcd.
func (m *Machine) placeOf(archive Archive, as Copy) (statedir.Dir, error) {
	if _, err := m.Home.Of(archive.Lab); err != nil {
		return statedir.Dir{}, damaged("%w", err)
	}
	if archive.Docker != nil && as.Name != "" && as.Name != archive.Lab {
		return statedir.Dir{}, refuse(fault.CannotSave, "lab %q is on Docker, where names and addresses are part of it, and cannot be loaded as %q; leave --name out", archive.Lab, as.Name)
	}
	return m.Home.Of(cmp.Or(as.Name, archive.Lab))
}

func damaged(format string, values ...any) error {
	return noLab(fault.DamagedArchive, "this is no archive of a lab that can be loaded: "+format, values...)
}

// unpack makes exactly what the archive announces, with the content that it announces.
func (m *Machine) unpack(ctx context.Context, all *tar.Reader, packed io.Reader, archive Archive, as Copy, dir statedir.Dir) error {
	err := unpackAnnounced(all, archive, func(f ArchivedFile) error { return unpackFile(all, f, dir) })
	if err != nil {
		return err
	}
	parts := partSource{all, packed}
	if archive.Docker != nil {
		return m.restore(ctx, *archive.Docker, parts, dir)
	}
	if err := parts.End(); err != nil || dir.Lab() == archive.Lab {
		return err
	}
	return as.makeOf(archive.Lab, dir)
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
