package embedded

import (
	"os"
	"syscall"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// removed is where data goes that is being removed.
func (h *Handler) removed() string { return h.dir.Embedded() + ".removed" }

// remove removes the data. It first moves it away as a whole: half of it, after a crash, would look like a cluster that
// can be started. What such a crash leaves goes with the lab's directory, or before the next start.
func (h *Handler) remove() error {
	lock, err := h.tryLock(syscall.LOCK_EX)
	if err := notLocked(err); err != nil {
		return fault.Errorf(fault.StateFiles, "remove the data of the embedded management cluster: %w", err)
	}
	if lock != nil {
		defer lock.Close()
	}
	if err := os.RemoveAll(h.removed()); err != nil {
		return fault.Errorf(fault.StateFiles, "remove the data of the embedded management cluster: %w", err)
	}
	if err := os.Rename(h.dir.Embedded(), h.removed()); err != nil && !os.IsNotExist(err) {
		return fault.Errorf(fault.StateFiles, "remove the data of the embedded management cluster: %w", err)
	}
	if err := os.RemoveAll(h.removed()); err != nil {
		return fault.Errorf(fault.StateFiles, "remove the data of the embedded management cluster: %w", err)
	}
	return nil
}
