package planner

import (
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Refusal is a resource that stands in the way of a plan, and why.
type Refusal struct {
	ID     ID
	Code   fault.Code
	Reason string
}

func (r Refusal) String() string { return r.ID.String() + " " + r.Reason }

// Refused is the error of a plan that only a person can clear the way for. It lists every reason, sorted by resource.
type Refused struct{ Refusals []Refusal }

// Error lists the reasons, one on a line.
func (r *Refused) Error() string {
	lines := make([]string, len(r.Refusals))
	for i, refusal := range r.Refusals {
		lines[i] = refusal.String()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the refusals, each with its code.
func (r *Refused) Unwrap() []error {
	errs := make([]error, len(r.Refusals))
	for i, refusal := range r.Refusals {
		errs[i] = fault.Errorf(refusal.Code, "%s", refusal)
	}
	return errs
}

func (c *comparison) refuse(id ID, code fault.Code, reason string) {
	c.refusals = append(c.refusals, Refusal{id, code, reason})
}

func (c *comparison) refused() error {
	if len(c.refusals) == 0 {
		return nil
	}
	slices.SortFunc(c.refusals, func(a, b Refusal) int { return compareIDs(a.ID, b.ID) })
	return &Refused{Refusals: c.refusals}
}
