package cli

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func TestExitCode(t *testing.T) {
	stopped := &executor.Interrupted{Cause: executor.ErrStopped}
	cases := map[string]struct {
		err  error
		want int
	}{
		"nothing":              {nil, exitDone},
		"any error":            {errors.New("x"), exitFailed},
		"changes":              {errChanges, exitPending},
		"steps failed":         {fmt.Errorf("wrapped: %w", &executor.Incomplete{}), exitIncomplete},
		"locked":               {&statedir.Held{}, exitLocked},
		"a name of nothing":    {fmt.Errorf("wrapped: %w", &planner.UnknownName{}), exitInvalid},
		"refused":              {&planner.Refused{}, exitRefused},
		"invalid":              {&spec.Invalid{Problems: spec.Problems{{}}}, exitInvalid},
		"preflight":            {fmt.Errorf("look at it: %w", &executor.Unprepared{}), exitPreflight},
		"interrupted":          {stopped, exitInterrupt},
		"interrupted by hand":  {ended(stoppedBy(executor.ErrStopped), context.Canceled), exitInterrupt},
		"interrupted by clock": {ended(stoppedBy(timedOut{1}), stopped), exitIncomplete},
		"failed, then stopped": {ended(stoppedBy(executor.ErrStopped), &executor.Incomplete{}), exitIncomplete},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := exitCode(c.err); got != c.want {
				t.Errorf("exitCode(%v) = %d, want %d", c.err, got, c.want)
			}
		})
	}
}

func stoppedBy(cause error) context.Context {
	ctx, end := context.WithCancelCause(context.Background())
	end(cause)
	return ctx
}
