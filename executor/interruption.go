package executor

import (
	"context"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// errInterrupted is how a step ends that an interruption kept from its end.
var errInterrupted = fault.Errorf(fault.Interrupted, "interrupted")

// interruption is the two stages in which a run stops: waits end at once, writes after a time of grace. The end of the
// context that both come from is the second stage.
type interruption struct {
	stop          <-chan struct{}
	waits, writes context.Context
	release       func()
}

func newInterruption(ctx context.Context, stop <-chan struct{}, grace time.Duration) interruption {
	waits, endWaits := context.WithCancelCause(ctx)
	writes, endWrites := context.WithCancelCause(ctx)
	go func() {
		if received(stop, waits.Done()) {
			endWaits(ErrStopped)
			sleep(writes, grace)
			endWrites(ErrStopped)
		}
	}()
	return interruption{stop: stop, waits: waits, writes: writes, release: func() { endWaits(nil); endWrites(nil) }}
}

// interrupted looks at the channel itself: the goroutine that turns it into the end of waits may not have run yet.
func (i *interruption) interrupted() bool {
	select {
	case <-i.stop:
		return true
	default:
		return i.waits.Err() != nil
	}
}

func (i *interruption) cause() error {
	if err := context.Cause(i.waits); err != nil {
		return err
	}
	return ErrStopped
}

// received reports whether something came before the end.
func received(from, end <-chan struct{}) bool {
	select {
	case <-from:
		return true
	case <-end:
		return false
	}
}

// sleep reports whether the pause was over before the context was.
func sleep(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
