package executor

import (
	"errors"
	"fmt"
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// settle takes the end of a step into account: its dependents become ready, or are skipped.
func (r *run) settle(i int, err error) {
	n := &r.nodes[i]
	n.err = err
	var lost *lostError
	switch {
	case err == nil:
		n.outcome = succeeded
		n.track.send(Succeeded, "", nil)
		r.free(n)
	case errors.Is(err, errInterrupted):
		n.outcome = unfinished
		n.track.send(Skipped, err.Error(), nil)
	case errors.As(err, &lost):
		n.outcome = skipped
		n.track.send(Skipped, lost.Error(), nil)
		r.lose(n, lost.cause)
	default:
		n.outcome = failed
		n.track.send(Failed, "", err)
		r.lose(n, n.step.ID)
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

// lostError is why something does not come about in a run: a step failed that it needs.
type lostError struct{ cause planner.StepID }

func (e *lostError) Error() string { return fmt.Sprintf("needs %s, which failed", e.cause) }

// FaultCode implements fault.Coded.
func (*lostError) FaultCode() fault.Code { return fault.NotThere }

// Outlook says that the same step stays failed in this run.
func (*lostError) Outlook() Outlook { return Lasting }

// lose notes that what a step is about does not come about because of a step that failed, and skips all that needs it, directly or
// through others.
func (r *run) lose(n *node, cause planner.StepID) {
	reason := &lostError{cause}
	r.lost.Store(n.step.Resource.ID, reason)
	for queue := slices.Clone(n.dependents); len(queue) > 0; queue = queue[1:] {
		dependent := &r.nodes[queue[0]]
		if dependent.outcome != notStarted {
			continue
		}
		dependent.outcome = skipped
		dependent.track.send(Skipped, reason.Error(), nil)
		r.lost.Store(dependent.step.Resource.ID, reason)
		queue = append(queue, dependent.dependents...)
	}
}

// whyLost implements Lost.
func (r *run) whyLost(id planner.ID) error {
	reason, is := r.lost.Load(id)
	if !is {
		return nil
	}
	return reason.(*lostError)
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
