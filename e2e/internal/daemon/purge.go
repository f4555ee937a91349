package daemon

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// Purge stops the daemon and removes everything it made: containers, networks
// with their rules, images, volumes and its directory.
func (d Daemon) Purge(ctx context.Context) error {
	if ping(ctx, d.socket()) == nil {
		// The daemon itself takes back the bridges and rules of its networks.
		if err := d.forAll(ctx, "ps -aq", "rm -fv"); err != nil {
			return err
		}
		if err := d.forAll(ctx, "network ls -q --filter type=custom", "network rm"); err != nil {
			return err
		}
	}
	if err := d.Down(ctx); err != nil {
		return err
	}
	if err := unmountBelow(d.Dir); err != nil {
		return err
	}
	return errors.Join(d.removeDefaultBridge(ctx), os.RemoveAll(d.Dir))
}

// forAll runs one docker command on all that another one lists.
func (d Daemon) forAll(ctx context.Context, list, act string) error {
	names, err := d.run(ctx, strings.Fields(list)...)
	if err != nil || strings.TrimSpace(names) == "" {
		return err
	}
	_, err = d.run(ctx, append(strings.Fields(act), strings.Fields(names)...)...)
	return err
}

func (d Daemon) run(ctx context.Context, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, "docker", append([]string{"--host", d.Host()}, args...)...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("docker %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return string(out), nil
}

// unmountBelow removes what a killed daemon left mounted, last mount first.
func unmountBelow(dir string) error {
	mounts, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		return err
	}
	var below []string
	for line := range strings.Lines(string(mounts)) {
		if fields := strings.Fields(line); len(fields) > 1 && strings.HasPrefix(fields[1], dir+"/") {
			below = append([]string{fields[1]}, below...)
		}
	}
	for _, mount := range below {
		if err := syscall.Unmount(mount, syscall.MNT_DETACH); err != nil {
			return fmt.Errorf("unmount %s: %w", mount, err)
		}
	}
	return nil
}
