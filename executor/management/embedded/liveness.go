package embedded

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// running reports whether the process that has written its number has the lock on the data directory as well. The number
// alone may be another's by now. The lock alone would have to be tried, and trying it would be in the way of a process
// that is just taking it.
func (h *Handler) running() (bool, error) {
	pid, err := h.holder()
	if err != nil || pid == 0 || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return false, notLocked(err)
	}
	lock, err := h.tryLock(syscall.LOCK_SH)
	if lock != nil {
		lock.Close()
	}
	return errors.Is(err, errLocked), notLocked(err)
}

var errLocked = fault.Errorf(fault.StateFiles, "the data directory is in use")

// notLocked drops the errors that only say whether somebody has the lock.
func notLocked(err error) error {
	if errors.Is(err, errLocked) || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// tryLock takes the program's own lock without waiting. Where there is no lock file, no program has run yet.
func (h *Handler) tryLock(how int) (*os.File, error) {
	file, err := os.Open(h.path("lock"))
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB)
	if err == nil {
		return file, nil
	}
	file.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errLocked
	}
	return nil, fault.Errorf(fault.StateFiles, "lock %s: %w", h.path("lock"), err)
}

// holder returns the process that took the lock last, or 0 while it has not written its number. The program writes it
// into the lock file as soon as it has the lock.
func (h *Handler) holder() (int, error) {
	text, err := os.ReadFile(h.path("lock"))
	if err != nil {
		return 0, err
	}
	pid, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	return max(pid, 0), nil
}

// Memory returns how many bytes of memory the process and those that it has started use, or 0 where nothing runs.
func (h *Handler) Memory() (int64, error) {
	alive, err := h.running()
	if err != nil || !alive {
		return 0, err
	}
	pid, err := h.holder()
	if err != nil || pid == 0 {
		return 0, notLocked(err)
	}
	return residentOf(pid), nil
}
