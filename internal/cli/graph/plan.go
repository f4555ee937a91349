package graph

import (
	"fmt"
	"slices"

	"github.com/kaaslab/kaaslab/planner"
)

// OfPlan draws the steps of a plan and what each needs. Steps that do the same to the members of a fleet are one box, and
// a need that follows from others has no line.
func OfPlan(plan *planner.Plan) Graph {
	g := Graph{Title: "plan for lab " + plan.Lab}
	groups := fleets(plan.Steps)
	box := map[planner.StepID]string{}
	for _, group := range groups {
		for _, step := range group {
			box[step.ID] = string(group[0].ID)
		}
		g.Boxes = append(g.Boxes, stepBox(group))
	}
	for _, group := range groups {
		g.Lines = append(g.Lines, needs(group, box)...)
	}
	g.Lines = withoutImplied(g.Lines)
	return g
}

func stepBox(group []planner.Step) Box {
	first, last := group[0], group[len(group)-1]
	b := Box{ID: string(first.ID), Kind: Kind(first.Action), Title: string(first.ID)}
	if len(group) > 1 {
		b.Title += " ... " + last.Resource.ID.Name
		b.Rows = append(b.Rows, fmt.Sprintf("%d equal steps", len(group)))
	}
	if first.Replace {
		b.Rows = append(b.Rows, "half of a replacement")
	}
	if first.Reason != "" {
		b.Rows = append(b.Rows, reason(group))
	}
	for _, change := range first.Changes {
		b.Rows = append(b.Rows, change.String())
	}
	return b
}

func reason(group []planner.Step) string {
	if len(group) == 1 {
		return group[0].Reason
	}
	return general(group[0])
}

// needs are the lines to a box, one from each box that has a step which one of its steps needs.
func needs(group []planner.Step, box map[planner.StepID]string) []Line {
	to := string(group[0].ID)
	var from []string
	for _, step := range group {
		for _, need := range step.Needs {
			if b, known := box[need]; known && b != to {
				from = append(from, b)
			}
		}
	}
	slices.Sort(from)
	var lines []Line
	for _, b := range slices.Compact(from) {
		lines = append(lines, Line{From: b, To: to})
	}
	return lines
}
