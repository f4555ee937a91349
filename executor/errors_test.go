package executor_test

import (
	"context"
	"errors"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// TestEveryFailureHasACode: a handler that gives none is answered for by its kind, one that knows better is believed.
func TestEveryFailureHasACode(t *testing.T) {
	for _, kind := range planner.Kinds() {
		inVirtualTime(t, func(t *testing.T) {
			for _, c := range []struct {
				err  error
				want fault.Code
			}{
				{errors.New("boom"), ""},
				{fault.Errorf(fault.AddressTaken, "boom"), fault.AddressTaken},
			} {
				s := &script{write: func(context.Context, string, executor.Report) error { return c.err }}
				p := plan(planner.Step{ID: "a", Resource: planner.Resource{ID: planner.ID{Kind: kind, Name: "a"}}})
				err := executor.Run(t.Context(), p, executor.Handlers{kind: s.handlers()[planner.KindObject]}, executor.Options{})
				if got := fault.Of(err); got == "" || c.want != "" && got != c.want {
					t.Errorf("%s: %v has code %q, want %q", kind, err, got, c.want)
				}
			}
		})
	}
}
