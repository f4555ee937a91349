// Package daemon runs a Docker daemon of the end-to-end tests' own: its data,
// its socket and its log are in one directory, and a daemon that somebody else
// uses on the same machine is left alone.
//
// The daemon is prepared for machines that lack a Linux capability, as many
// sandboxes do: see the oci-runtime command.
package daemon

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// DefaultDir holds the daemon unless a caller names another directory. It is
// short because the path of a Unix socket may have 107 bytes only.
const DefaultDir = "/var/lib/kaaslab-e2e"

// Daemon is one daemon, running or not, that lives in Dir.
type Daemon struct {
	Dir string
	Env []string // what its environment has besides that of who starts it
}

// Host is the value of DOCKER_HOST that reaches the daemon.
func (d Daemon) Host() string { return "unix://" + d.socket() }

func (d Daemon) socket() string  { return d.path("docker.sock") }
func (d Daemon) pidFile() string { return d.path("docker.pid") }

// Log is the file that the daemon writes to.
func (d Daemon) Log() string { return d.path("docker.log") }

func (d Daemon) path(name string) string { return filepath.Join(d.Dir, name) }

// Up starts the daemon and returns once it answers. A daemon that answers
// already is used as it is.
func (d Daemon) Up(ctx context.Context) error {
	if ping(ctx, d.socket()) == nil {
		return nil
	}
	if err := os.MkdirAll(d.Dir, 0o711); err != nil {
		return err
	}
	if err := buildRuntime(ctx, d.path("oci-runtime")); err != nil {
		return err
	}
	if err := d.writeConfig(); err != nil {
		return err
	}
	if err := d.recordForwarding(ctx); err != nil {
		return err
	}
	process, err := d.start()
	if err != nil {
		return err
	}
	if err := awaitAnswer(ctx, d.socket(), process); err != nil {
		return fmt.Errorf("docker daemon: %w: read %s", err, d.Log())
	}
	return nil
}

// Down stops the daemon and everything that it runs. Images and volumes stay.
func (d Daemon) Down(ctx context.Context) error {
	pid, err := d.runningPID()
	if err != nil || pid == 0 {
		return err
	}
	return end(ctx, pid, syscall.SIGTERM)
}

// Kill ends the daemon without a warning, as a crash does. What it runs is left
// to itself, until the next start takes it up or ends it.
func (d Daemon) Kill(ctx context.Context) error {
	pid, err := d.runningPID()
	if err != nil || pid == 0 {
		return err
	}
	if err := end(ctx, pid, syscall.SIGKILL); err != nil {
		return err
	}
	return errors.Join(forget(ctx, d.pidFile()), forget(ctx, d.path("exec/containerd/containerd.pid")))
}
