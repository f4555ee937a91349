package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// timedOut is the cause of a run that --timeout stopped.
type timedOut struct{ after time.Duration }

func (t timedOut) Error() string { return fmt.Sprintf("timed out after %s", t.after) }

// FaultCode implements fault.Coded.
func (timedOut) FaultCode() fault.Code { return fault.OutOfTime }

// withTimeout stops a run as the first Ctrl-C does: what is being written may finish.
func withTimeout(stop context.Context, after time.Duration) (context.Context, context.CancelFunc) {
	if after <= 0 {
		return context.WithCancel(stop)
	}
	return context.WithTimeoutCause(stop, after, timedOut{after})
}

// ended tells how a run ended: of its own, by a person, or by the clock. A step that failed counts more than that the run
// was stopped afterwards.
func ended(stop context.Context, err error) error {
	cause := context.Cause(stop)
	var clock timedOut
	switch {
	case err == nil || cause == nil || is[*executor.Incomplete](err):
		return err
	case errors.As(cause, &clock):
		return fail(exitIncomplete, fault.OutOfTime, "%w: %w", clock, err)
	}
	return &failure{exit: exitInterrupt, cause: fault.Wrap(fault.Interrupted, err)}
}
