package graph

import (
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/series"
	"github.com/kaaslab/kaaslab/planner"
)

// fleets puts steps together that do the same to the members of a fleet.
func fleets(steps []planner.Step) [][]planner.Step {
	return series.Fold(steps, func(s planner.Step) string { return string(s.ID) }, func(a, b planner.Step) bool {
		return a.Action == b.Action && a.Replace == b.Replace && general(a) == general(b) && slices.Equal(a.Changes, b.Changes)
	})
}

// general is the reason of a step, said of the fleet if the step's resource is a member of one.
func general(step planner.Step) string {
	name := step.Resource.ID.Name
	fleet := strings.TrimRight(strings.TrimRight(name, "0123456789"), "-")
	return strings.ReplaceAll(step.Reason, name, fleet)
}
