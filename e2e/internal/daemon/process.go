package daemon

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const pollEvery = 100 * time.Millisecond

// start runs the daemon in a session of its own, so that it outlives the
// program that started it. The channel tells that it ended.
func (d Daemon) start() (<-chan error, error) {
	log, err := os.OpenFile(d.Log(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	command := exec.Command("dockerd", "--config-file", d.path("daemon.json"))
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	// The tests' own daemon must not be sent to the proxy or context of a user.
	command.Env = append(append(os.Environ(), "DOCKER_HOST="), d.Env...)
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("%w: install Docker (Debian: apt-get install docker.io)", err)
	}
	ended := make(chan error, 1)
	go func() {
		err := command.Wait()
		ended <- fmt.Errorf("it ended (%v)", err)
	}()
	return ended, nil
}

// awaitAnswer returns once the socket answers, or with the reason it will not.
func awaitAnswer(ctx context.Context, socket string, ended <-chan error) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		if ping(ctx, socket) == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-ended:
			return err
		case <-tick.C:
		}
	}
}

// runningPID is the daemon's process, or 0. A stale pid file may name a process
// that somebody else started meanwhile: its command line tells.
func (d Daemon) runningPID() (int, error) {
	text, err := os.ReadFile(d.pidFile())
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("%s: %w", d.pidFile(), err)
	}
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil || !bytes.Contains(line, []byte(d.path("daemon.json"))) {
		return 0, nil
	}
	return pid, nil
}

// end sends a signal that ends a process, and returns once it has.
func end(ctx context.Context, pid int, signal syscall.Signal) error {
	if err := syscall.Kill(pid, signal); err != nil {
		return fmt.Errorf("stop process %d: %w", pid, err)
	}
	return awaitEnd(ctx, pid)
}

func awaitEnd(ctx context.Context, pid int) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for syscall.Kill(pid, 0) == nil && !zombie(pid) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("process %d still runs: %w", pid, ctx.Err())
		case <-tick.C:
		}
	}
	return nil
}

// forget removes the pid file of a process that was killed, once it has ended.
// Who starts next believes in the process as long as it is listed, which a
// zombie is.
func forget(ctx context.Context, pidFile string) error {
	text, err := os.ReadFile(pidFile)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return fmt.Errorf("%s: %w", pidFile, err)
	}
	if err := awaitEnd(ctx, pid); err != nil {
		return err
	}
	return os.Remove(pidFile)
}

// zombie tells whether a process ended without its parent having asked for it.
func zombie(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := bytes.Cut(stat, []byte(") "))
	return err != nil || bytes.HasPrefix(rest, []byte("Z"))
}
