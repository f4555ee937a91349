package executor

import (
	"context"
	"errors"

	"github.com/kaaslab/kaaslab/planner"
)

// Checker is a Handler that can tell, before anything is written, that a resource cannot be made on this machine.
type Checker interface {
	// Check returns why the resource cannot be made or changed here, and what to do about it.
	Check(ctx context.Context, r planner.Resource) error
}

// Unprepared is the error of a plan that cannot run on this machine as it is.
type Unprepared struct{ Err error }

// Error says what is missing.
func (u *Unprepared) Error() string { return u.Err.Error() }

// Unwrap returns the errors of the checks.
func (u *Unprepared) Unwrap() error { return u.Err }

// Preflight asks the handlers that can tell whether the plan can run. The error is an *Unprepared with all that is missing.
func Preflight(ctx context.Context, plan *planner.Plan, handlers Handlers) error {
	var missing []error
	for _, step := range plan.Steps {
		checker, checks := handlers[step.Resource.ID.Kind].(Checker)
		if checks && step.Action != planner.Delete {
			missing = append(missing, Classify(step.Resource.ID.Kind, checker.Check(ctx, step.Resource)))
		}
	}
	if err := errors.Join(missing...); err != nil {
		return &Unprepared{err}
	}
	return nil
}
