package cli

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/statedir"
)

// watchExpiry sees to it that somebody waits for the end of a lab that has one. Without, list, plan and prune name it.
func (s *session) watchExpiry() {
	e, err := operation.ExpiryOf(s.Dir)
	if err != nil || e.At.IsZero() {
		return
	}
	if err := s.wait(s.Spec.Name); err != nil {
		fmt.Fprintf(s.err, "nobody waits for the end of lab %q (%v); kaaslab prune destroys it when its time is over\n", s.Spec.Name, err)
	}
}

// waitInBackground starts this program again, in a session of its own, so that it outlives the terminal.
func waitInBackground(lab string) error {
	dir, err := statedir.For(lab)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return fault.Wrap(fault.StateFiles, err)
	}
	log, err := statedir.OpenLog(filepath.Join(dir.Path(), "expiry.log"))
	if err != nil {
		return fault.Wrap(fault.StateFiles, err)
	}
	defer log.Close()
	command := exec.Command(self, "prune", "--lab", lab, "--wait")
	command.Stdout, command.Stderr, command.Dir = log, log, "/"
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := command.Start(); err != nil {
		return fault.Wrap(fault.StateFiles, err)
	}
	return fault.Wrap(fault.StateFiles, command.Process.Release())
}

// lookEvery is how often one who waits looks whether the lab was given more time or is gone; a clock that stands still while the
// machine sleeps does not count.
const (
	lookEvery  = 2 * time.Second
	tryAgainIn = time.Minute
)

// awaitExpiry waits until the time of a lab is over, and destroys it then, if need be again and again. One is enough for a lab, and
// with the lab gone there is nothing to wait for.
func (p *program) awaitExpiry(ctx context.Context, lab string) error {
	dir, err := statedir.For(lab)
	if err != nil {
		return err
	}
	alone, err := onlyOne(dir)
	if err != nil || alone == nil {
		return err
	}
	defer alone.Close()
	stop, _, release := p.signals(ctx)
	defer release()
	for {
		e, err := operation.ExpiryOf(dir)
		if err != nil || e.At.IsZero() {
			return err
		}
		pause := min(lookEvery, time.Until(e.At))
		if e.Over(time.Now()) {
			if err := p.pruneOne(ctx, lab, outputText, true); err != nil {
				p.report(err)
			}
			pause = tryAgainIn
		}
		if !sleep(stop, dir, pause) {
			return nil
		}
	}
}

// sleep pauses while the lab is there and nobody ends the wait.
func sleep(stop context.Context, dir statedir.Dir, pause time.Duration) bool {
	for until := time.Now().Add(pause); ; {
		left := time.Until(until)
		if !dir.Exists() {
			return false
		}
		if left <= 0 {
			return true
		}
		select {
		case <-time.After(min(left, lookEvery)):
		case <-stop.Done():
			return false
		}
	}
}

// onlyOne takes the right to wait for the end of a lab, or nothing where another has it.
func onlyOne(dir statedir.Dir) (*os.File, error) {
	if !dir.Exists() {
		return nil, nil
	}
	file, err := os.OpenFile(filepath.Join(dir.Path(), "expiry.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fault.Wrap(fault.StateFiles, err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		return nil, nil //nolint:nilnil,nilerr // another waits already
	}
	return file, nil
}
