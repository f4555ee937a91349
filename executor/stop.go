package executor

import (
	"context"

	"github.com/kaaslab/kaaslab/planner"
)

// Stopper is a Handler of things that use the machine while they run, and that can be stopped without losing anything.
type Stopper interface {
	// Stop returns once the resource uses the machine no more. Apply and AwaitReady start it again. One that is stopped, or not
	// there, is no error.
	Stop(ctx context.Context, r planner.Resource, report Report) error
}
