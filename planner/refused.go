package planner

import (
	"slices"
	"strings"
)

// Refusal is a resource that stands in the way of a plan, and why.
type Refusal struct {
	ID     ID
	Reason string
}

// Refused is the error of a plan that only a person can clear the way for. It lists every reason, sorted by resource.
type Refused struct{ Refusals []Refusal }

// Error lists the reasons, one on a line.
func (r *Refused) Error() string {
	lines := make([]string, len(r.Refusals))
	for i, refusal := range r.Refusals {
		lines[i] = refusal.ID.String() + " " + refusal.Reason
	}
	return strings.Join(lines, "\n")
}

func (c *comparison) refuse(id ID, reason string) {
	c.refusals = append(c.refusals, Refusal{id, reason})
}

func (c *comparison) refused() error {
	if len(c.refusals) == 0 {
		return nil
	}
	slices.SortFunc(c.refusals, func(a, b Refusal) int { return compareIDs(a.ID, b.ID) })
	return &Refused{Refusals: c.refusals}
}
