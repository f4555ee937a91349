package daemon

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// Programs are what a machine must have to run the daemon, and to build what
// it runs.
var Programs = []string{"dockerd", "docker", "containerd", "runc", "iptables", "ip", "debootstrap", "tar", "go"}

// Possible says why no daemon can run on this machine, or nothing.
func (d Daemon) Possible() error {
	if os.Geteuid() != 0 {
		return errors.New("only root can run one")
	}
	var missing []string
	for _, program := range Programs {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, program)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("not installed: %s", strings.Join(missing, ", "))
	}
	return d.canStack()
}

// canStack tries what the images of containers are made with. A container
// without rights cannot mount, and some file systems cannot hold layers.
func (d Daemon) canStack() error {
	if err := os.MkdirAll(filepath.Dir(d.Dir), 0o755); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(filepath.Dir(d.Dir), "kaaslab-e2e-try-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, name := range []string{"lower", "upper", "work", "merged"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			return err
		}
	}
	merged := filepath.Join(dir, "merged")
	options := fmt.Sprintf("lowerdir=%s/lower,upperdir=%s/upper,workdir=%s/work", dir, dir, dir)
	if err := syscall.Mount("overlay", merged, "overlay", 0, options); err != nil {
		return fmt.Errorf("mount an overlay in %s: %w", filepath.Dir(d.Dir), err)
	}
	return syscall.Unmount(merged, 0)
}
