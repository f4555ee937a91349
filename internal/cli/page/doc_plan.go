package page

import (
	"slices"

	"github.com/kaaslab/kaaslab/internal/series"
	"github.com/kaaslab/kaaslab/planner"
)

// planDoc is what apply would do now.
type planDoc struct {
	State string        `json:"state"`
	Error string        `json:"error,omitempty"`
	Count planner.Count `json:"count"`
	Steps []planStep    `json:"steps,omitempty"`
	Notes []string      `json:"notes,omitempty"`
}

// planStep is a step, or the equal steps of a fleet.
type planStep struct {
	Action  string   `json:"action"` // or replace
	Title   string   `json:"title"`
	Count   int      `json:"count,omitempty"`
	Reason  string   `json:"reason"`
	Changes []string `json:"changes,omitempty"`
	Needs   []string `json:"needs,omitempty"`
}

// mostNeeds is how many needs of a step are sent: those of a fleet are as many as the fleet has members.
const mostNeeds = 12

func planDocOf(plan *planner.Plan) planDoc {
	d := planDoc{State: done, Count: plan.Count(), Notes: plan.Notes}
	steps := slices.DeleteFunc(slices.Clone(plan.Steps), func(s planner.Step) bool { return s.Replace && s.Action == planner.Delete })
	for _, group := range series.Fold(steps, stepName, equal) {
		d.Steps = append(d.Steps, planStepOf(group))
	}
	return d
}

func stepName(s planner.Step) string { return s.Resource.ID.String() }

func equal(a, b planner.Step) bool {
	return a.Action == b.Action && a.Replace == b.Replace && reason(a) == reason(b) && slices.Equal(a.Changes, b.Changes)
}

func planStepOf(group []planner.Step) planStep {
	first, last := group[0], group[len(group)-1]
	step := planStep{Action: string(first.Action), Title: stepName(first), Reason: reason(first)}
	if first.Replace {
		step.Action = "replace"
	}
	if len(group) > 1 {
		step.Title, step.Count = step.Title+" ... "+last.Resource.ID.Name, len(group)
	}
	for _, change := range first.Changes {
		step.Changes = append(step.Changes, change.String())
	}
	for _, need := range first.Needs[:min(len(first.Needs), mostNeeds)] {
		step.Needs = append(step.Needs, string(need))
	}
	return step
}

// reason leaves out which resource is replaced, so that the members of a fleet have the same.
func reason(s planner.Step) string {
	if s.Because != (planner.ID{}) {
		return "its " + string(s.Because.Kind) + " is replaced"
	}
	return s.Reason
}
