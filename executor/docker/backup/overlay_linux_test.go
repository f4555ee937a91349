package backup

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
)

// TestMarksOfOverlayfsComeBack: without them containerd's snapshots show what an image has removed.
func TestMarksOfOverlayfsComeBack(t *testing.T) {
	s := newSmall(t, dockertest.Real(t))
	within := func(path string) string {
		found, err := engine.FindVolume(t.Context(), s.Daemon, s.volume)
		must(t, err)
		return filepath.Join(found.Mountpoint, path)
	}
	must(t, os.Mkdir(within("opaque"), 0o700))
	if err := unix.Setxattr(within("opaque"), "trusted.overlay.opaque", []byte("y"), 0); err != nil {
		t.Skipf("the volumes of this daemon cannot be marked from here: %v", err)
	}
	must(t, unix.Mknod(within("removed"), unix.S_IFCHR, 0))
	c, saved := s.save(t)
	s.gone(t)
	must(t, s.Restore(t.Context(), c, saved, silent))
	mark := make([]byte, 8)
	if n, err := unix.Getxattr(within("opaque"), "trusted.overlay.opaque", mark); err != nil || string(mark[:n]) != "y" {
		t.Errorf("the mark of a directory is %q (%v)", mark[:max(n, 0)], err)
	}
	var is unix.Stat_t
	if err := unix.Lstat(within("removed"), &is); err != nil || is.Mode&unix.S_IFMT != unix.S_IFCHR || is.Rdev != 0 {
		t.Errorf("what says that a file is removed is %+v (%v)", is, err)
	}
}
