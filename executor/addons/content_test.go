package addons

import (
	"errors"
	"slices"
	"testing"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestWhatCannotBeReadIsSaid: without Sveltos' records nothing is told of what goes, which is not the same as that nothing goes.
func TestWhatCannotBeReadIsSaid(t *testing.T) {
	o := &outlook{management: management{unread: errors.New("connection refused")}}
	c := o.content(t.Context(), &spec.AddonProfile{Name: "web"}, &cluster{Candidate: planner.Candidate{Name: "one"}})
	if want := "what Sveltos has installed cannot be read, so that nothing is told of what goes: connection refused"; !slices.Contains(c.notes, want) {
		t.Errorf("the notes are %q, without %q", c.notes, want)
	}
}
