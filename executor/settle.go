package executor

import (
	"errors"
	"fmt"
	"slices"

	"github.com/kaaslab/kaaslab/planner"
)

// settle takes the end of a step into account: its dependents become ready, or are skipped.
func (r *run) settle(i int, err error) {
	n := &r.nodes[i]
	n.err = err
	switch {
	case err == nil:
		n.outcome = succeeded
		n.track.send(Succeeded, "", nil)
		r.free(n)
	case errors.Is(err, errInterrupted):
		n.outcome = unfinished
		n.track.send(Skipped, err.Error(), nil)
	default:
		n.outcome = failed
		n.track.send(Failed, "", err)
		r.skipDependents(n)
	}
}

func (r *run) free(n *node) {
	for _, i := range n.dependents {
		dependent := &r.nodes[i]
		dependent.missing--
		if dependent.missing == 0 {
			r.ready = append(r.ready, i)
		}
	}
	nearestFirst(r.ready, r.nodes)
}

// skipDependents skips all that needs a failed step, directly or through others.
func (r *run) skipDependents(cause *node) {
	message := fmt.Sprintf("needs %s, which failed", cause.step.ID)
	for queue := slices.Clone(cause.dependents); len(queue) > 0; queue = queue[1:] {
		n := &r.nodes[queue[0]]
		if n.outcome != notStarted {
			continue
		}
		n.outcome = skipped
		n.track.send(Skipped, message, nil)
		queue = append(queue, n.dependents...)
	}
}

// skipRest ends what an interruption kept from starting.
func (r *run) skipRest() {
	for i := range r.nodes {
		if r.nodes[i].outcome == notStarted {
			r.nodes[i].track.send(Skipped, errInterrupted.Error(), nil)
		}
	}
}

// result sums up. A run that was asked to stop when nothing was left to do is no interrupted one.
func (r *run) result() error {
	left, notBegun, failures := r.errors(unfinished), r.with(notStarted), r.errors(failed)
	switch {
	case len(left)+len(notBegun) > 0:
		return &Interrupted{Unfinished: left, NotStarted: notBegun, Failed: failures, Cause: r.cause()}
	case len(failures) > 0:
		return &Incomplete{Failed: failures, Skipped: r.with(skipped)}
	}
	return nil
}

func (r *run) with(outcome outcome) []planner.StepID {
	var ids []planner.StepID
	for i := range r.nodes {
		if r.nodes[i].outcome == outcome {
			ids = append(ids, r.nodes[i].step.ID)
		}
	}
	return ids
}

func (r *run) errors(outcome outcome) []StepError {
	var errs []StepError
	for i := range r.nodes {
		if r.nodes[i].outcome == outcome {
			errs = append(errs, StepError{r.nodes[i].step.ID, r.nodes[i].err})
		}
	}
	return errs
}
