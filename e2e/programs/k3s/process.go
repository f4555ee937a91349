package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// supervisor runs programs together: when one ends, all do.
type supervisor struct {
	group *errgroup.Group
	ctx   context.Context
}

func newSupervisor(ctx context.Context) *supervisor {
	group, ctx := errgroup.WithContext(ctx)
	return &supervisor{group: group, ctx: ctx}
}

// start runs a program until the supervisor ends. Its output goes to a file:
// the container's own log is for what k3d waits for.
func (s *supervisor) start(env []string, name string, args ...string) error {
	logFile := filepath.Join("/var/log", name+".log")
	log, err := os.OpenFile(logFile, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	command := exec.CommandContext(s.ctx, name, args...)
	command.Stdout, command.Stderr = log, log
	command.Env = append(os.Environ(), env...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = 5 * time.Second
	// In a cgroup namespace the container's cgroup is the root, as containers
	// inside of it expect. Docker gives one only when it is asked to.
	command.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWCGROUP}
	if err := command.Start(); err != nil {
		return err
	}
	logLine("Running %s", name)
	s.group.Go(func() error {
		defer log.Close()
		err := command.Wait()
		if s.ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("%s ended (%v): read %s", name, err, logFile)
	})
	return nil
}

// until asks again until the answer is yes, or the supervisor ends.
func (s *supervisor) until(what string, done func(context.Context) error) error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		err := done(s.ctx)
		if err == nil {
			return nil
		}
		select {
		case <-s.ctx.Done():
			return fmt.Errorf("waiting for %s: %w", what, err)
		case <-tick.C:
		}
	}
}

// output runs a program that ends by itself.
func (s *supervisor) output(name string, args ...string) error {
	out, err := exec.CommandContext(s.ctx, name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %q: %w: %s", name, args, err, out)
	}
	return nil
}
