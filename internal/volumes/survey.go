package volumes

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	archive "github.com/moby/go-archive"
	"golang.org/x/sys/unix"
)

// surveyor looks for what a tar of the library would have otherwise than it is.
type surveyor struct {
	links map[uint64]fs.FileInfo // files with several names, by inode, as the library tells them apart
}

// survey is before the tar, which is worth nothing without the end.
func survey(root string) error {
	top := filepath.Join(root, directory)
	switch info, err := os.Lstat(top); {
	case err != nil:
		return fmt.Errorf("look for volumes: %w", err)
	case !info.IsDir():
		return fmt.Errorf("%s is no directory of volumes; mount them below it", top)
	}
	s := surveyor{map[uint64]fs.FileInfo{}}
	return filepath.WalkDir(top, func(path string, entry fs.DirEntry, err error) error {
		if err == nil {
			err = s.look(path, entry)
		}
		return err
	})
}

func (s surveyor) look(path string, entry fs.DirEntry) error {
	if strings.HasPrefix(entry.Name(), archive.WhiteoutPrefix) {
		return fmt.Errorf("%s cannot be saved: a name that begins with %s says in a tar that a file is removed; rename it or remove it",
			path, archive.WhiteoutPrefix)
	}
	info, err := entry.Info()
	if err != nil {
		return err
	}
	if err := s.sameDevice(path, info); err != nil {
		return err
	}
	return wholeInItself(path, info)
}

// sameDevice is because the library takes files of one inode for one file, also where they are on two disks.
func (s surveyor) sameDevice(path string, info fs.FileInfo) error {
	stat, known := info.Sys().(*syscall.Stat_t)
	if !known || info.IsDir() || stat.Nlink < 2 {
		return nil
	}
	first, seen := s.links[stat.Ino]
	if seen && !os.SameFile(first, info) {
		return fmt.Errorf("%s cannot be saved: another file of several names has its number %d on another disk; have all volumes on one",
			path, stat.Ino)
	}
	s.links[stat.Ino] = info
	return nil
}

// referring are the marks by which overlayfs finds in a lower directory what a directory or a file has. No tar of layers has them.
func referring(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "trusted.overlay.redirect"
	case mode.IsRegular():
		return "trusted.overlay.metacopy"
	}
	return ""
}

func wholeInItself(path string, info fs.FileInfo) error {
	mark := referring(info.Mode())
	if mark == "" {
		return nil
	}
	marks, err := attributes(path)
	if err != nil {
		return fmt.Errorf("%s cannot be saved: list its extended attributes: %w; have the volume on a file system that has some",
			path, err)
	}
	if slices.Contains(marks, mark) {
		return fmt.Errorf("%s cannot be saved: overlayfs has marked it %s, which no tar keeps; switch off redirect_dir and metacopy of overlayfs, and make the lab anew",
			path, mark)
	}
	return nil
}

// attributes are the names of a file's extended attributes. Nearly all files have none.
func attributes(path string) ([]string, error) {
	size, err := unix.Llistxattr(path, nil)
	if err != nil || size == 0 {
		return nil, err
	}
	names := make([]byte, size)
	size, err = unix.Llistxattr(path, names)
	if err != nil {
		return nil, err
	}
	return strings.Split(string(names[:size]), "\x00"), nil
}
