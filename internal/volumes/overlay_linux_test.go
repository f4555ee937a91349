package volumes

import (
	"archive/tar"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

const opaque = "trusted.overlay.opaque"

// mark sets an attribute that only root may set, and not on every file system.
func mark(t *testing.T, path, name, value string) {
	t.Helper()
	if err := unix.Lsetxattr(path, name, []byte(value), 0); err != nil {
		t.Skipf("the attribute %s cannot be set in %s: %v", name, path, err)
	}
}

func asRoot(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root makes devices and files of others")
	}
}

func stat(t *testing.T, path ...string) syscall.Stat_t {
	t.Helper()
	info, err := os.Lstat(filepath.Join(path...))
	must(t, err)
	return *info.Sys().(*syscall.Stat_t)
}

// TestWhatOverlayfsTellsByComesBack: whiteouts, of which the kernel makes one with many names, and opaque directories.
func TestWhatOverlayfsTellsByComesBack(t *testing.T) {
	asRoot(t)
	root, one := newRoot(t, "one", "two")
	gone := filepath.Join(one, "gone")
	must(t, unix.Mknod(gone, unix.S_IFCHR, 0))
	must(t, os.Link(gone, filepath.Join(one, "gone too")))
	must(t, unix.Mknod(filepath.Join(root, directory, "two", "gone"), unix.S_IFCHR, 0))
	for _, name := range []string{"opaque", "ordinary"} {
		must(t, os.Mkdir(filepath.Join(one, name), 0o750))
		write(t, "x", 0o600, one, name, "file")
	}
	must(t, os.Chown(filepath.Join(one, "opaque"), 12, 34))
	mark(t, filepath.Join(one, "opaque"), opaque, "y")
	archive := saved(t, root)
	names := namesIn(t, archive)
	for _, name := range []string{"one/.wh.gone", "one/.wh.gone too", "two/.wh.gone", "one/opaque/.wh..wh..opq"} {
		if !strings.Contains(names, directory+"/"+name+"\n") {
			t.Errorf("%s is not in the tar: %s", name, names)
		}
	}

	other, volume := newRoot(t, "one", "two")
	must(t, Write(other, bytes.NewReader(archive)))
	for _, path := range []string{"one/gone", "one/gone too", "two/gone"} {
		if s := stat(t, other, directory, path); s.Mode&unix.S_IFMT != unix.S_IFCHR || s.Rdev != 0 {
			t.Errorf("%s is no whiteout: %+v", path, s)
		}
	}
	value := make([]byte, 8)
	if size, err := unix.Lgetxattr(filepath.Join(volume, "opaque"), opaque, value); err != nil || string(value[:size]) != "y" {
		t.Errorf("the opaque directory is %q, %v", value, err)
	}
	if _, err := unix.Lgetxattr(filepath.Join(volume, "ordinary"), opaque, value); err == nil {
		t.Error("an ordinary directory is opaque")
	}
	if s := stat(t, volume, "opaque"); s.Uid != 12 || s.Gid != 34 || s.Mode&0o7777 != 0o750 {
		t.Errorf("the opaque directory is of %d:%d, %o", s.Uid, s.Gid, s.Mode)
	}
	if left, err := os.ReadDir(filepath.Join(volume, "opaque")); err != nil || len(left) != 1 {
		t.Errorf("in the opaque directory is %v (%v)", left, err)
	}
}

func namesIn(t *testing.T, archive []byte) string {
	t.Helper()
	var names strings.Builder
	for entries := tar.NewReader(bytes.NewReader(archive)); ; {
		header, err := entries.Next()
		if err == io.EOF {
			return names.String()
		}
		must(t, err)
		names.WriteString(header.Name + "\n")
		if !strings.HasPrefix(header.Name, directory+"/") {
			t.Errorf("%s is not below %s/", header.Name, directory)
		}
	}
}

// TestOwnersDevicesAndCapabilitiesComeBack.
func TestOwnersDevicesAndCapabilitiesComeBack(t *testing.T) {
	asRoot(t)
	root, one := newRoot(t, "one")
	must(t, os.Chown(one, 5, 6))
	must(t, os.Lchown(write(t, "x", 0o6711, one, "file"), 1000, 70000))
	must(t, os.Chmod(filepath.Join(one, "file"), 0o6711|os.ModeSetuid|os.ModeSetgid))
	must(t, os.Symlink("file", filepath.Join(one, "link")))
	must(t, os.Lchown(filepath.Join(one, "link"), 7, 8))
	must(t, unix.Mknod(filepath.Join(one, "null"), unix.S_IFCHR|0o666, int(unix.Mkdev(1, 3))))
	must(t, unix.Mknod(filepath.Join(one, "loop"), unix.S_IFBLK|0o660, int(unix.Mkdev(7, 300))))
	must(t, unix.Mkfifo(filepath.Join(one, "fifo"), 0o600))
	capable := write(t, "x", 0o755, one, "capable")
	netBind := "\x01\x00\x00\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	mark(t, capable, "security.capability", netBind)
	archive := saved(t, root)

	other, volume := newRoot(t, "one")
	must(t, Write(other, bytes.NewReader(archive)))
	for _, name := range []string{".", "file", "link", "null", "loop", "fifo", "capable"} {
		got, want := stat(t, volume, name), stat(t, one, name)
		if got.Uid != want.Uid || got.Gid != want.Gid || got.Mode != want.Mode || got.Rdev != want.Rdev || got.Mtim.Sec != want.Mtim.Sec {
			t.Errorf("%s is %+v, and was %+v", name, got, want)
		}
	}
	value := make([]byte, 64)
	if size, err := unix.Lgetxattr(filepath.Join(volume, "capable"), "security.capability", value); err != nil || string(value[:size]) != netBind {
		t.Errorf("its capabilities are %q, %v", value[:max(size, 0)], err)
	}
}

// TestDirectoriesThatReferToOthersAreRefused: a tar says nothing of it, and they would be empty.
func TestDirectoriesThatReferToOthersAreRefused(t *testing.T) {
	asRoot(t)
	for _, name := range []string{"trusted.overlay.redirect", "trusted.overlay.metacopy"} {
		root, one := newRoot(t, "one")
		path := filepath.Join(one, "moved")
		if strings.HasSuffix(name, "redirect") {
			must(t, os.Mkdir(path, 0o755))
		} else {
			write(t, "", 0o600, path)
		}
		mark(t, path, "trusted.overlay.origin", "x") // it is of no use in another place
		must(t, Read(root, io.Discard))
		mark(t, path, name, "/before")
		if err := Read(root, io.Discard); err == nil || !strings.Contains(err.Error(), path+" cannot be saved") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
