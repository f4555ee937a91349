package view

import (
	"fmt"
	"slices"

	"github.com/kaaslab/kaaslab/internal/series"
	"github.com/kaaslab/kaaslab/planner"
)

// grouped puts the steps of a fleet that differ in their names only into groups, or, in full, each step into its own.
func grouped(steps []planner.Step, full bool) [][]planner.Step {
	return series.Fold(steps, stepName, func(a, b planner.Step) bool { return !full && equalSteps(a, b) })
}

// equalSteps reports whether a line about one step holds for the other: it leaves out the names and what they need.
func equalSteps(a, b planner.Step) bool {
	return a.Action == b.Action && a.Replace == b.Replace && reasonOf(a) == reasonOf(b) && slices.Equal(a.Changes, b.Changes)
}

// stepName has the kind before the name, so that a series is of one kind.
func stepName(s planner.Step) string { return s.Resource.ID.String() }

// groupTitle writes kind/first ... last.
func groupTitle(group []planner.Step) string {
	first, last := group[0].Resource.ID, group[len(group)-1].Resource.ID
	if len(group) == 1 {
		return first.String()
	}
	return first.String() + " ... " + last.Name
}

// groupReason is the reason that all have, and how many they are.
func groupReason(group []planner.Step) string {
	if len(group) == 1 {
		return reasonOf(group[0])
	}
	return fmt.Sprintf("%s (%d steps)", reasonOf(group[0]), len(group))
}
