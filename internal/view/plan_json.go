package view

import (
	"encoding/json"
	"io"

	"github.com/kaaslab/kaaslab/planner"
)

// FormatVersion is the version of all JSON that kaaslab writes. A field that is added keeps it; a field that goes or
// changes its meaning raises it.
const FormatVersion = "1"

type planJSON struct {
	FormatVersion string        `json:"format_version"`
	Lab           string        `json:"lab"`
	Count         planner.Count `json:"count"`
	Steps         []stepJSON    `json:"steps"`
	Notes         []string      `json:"notes"`
	Addons        []addonJSON   `json:"addons,omitempty"`
}

type stepJSON struct {
	ID       planner.StepID   `json:"id"`
	Action   planner.Action   `json:"action"`
	Resource string           `json:"resource"`
	Replace  bool             `json:"replace,omitempty"`
	Because  string           `json:"because,omitempty"`
	Loses    []string         `json:"loses,omitempty"`
	Unseen   bool             `json:"loses_unseen,omitempty"`
	Reason   string           `json:"reason"`
	Changes  []planner.Change `json:"changes,omitempty"`
	Needs    []planner.StepID `json:"needs,omitempty"`
}

// PlanJSON writes a plan for machines. Attributes are left out: they may hold what must not be logged.
func PlanJSON(w io.Writer, p *planner.Plan) error {
	plan := planJSON{
		FormatVersion: FormatVersion, Lab: p.Lab, Count: p.Count(),
		Steps: make([]stepJSON, len(p.Steps)), Notes: append([]string{}, p.Notes...),
	}
	for i, s := range p.Steps {
		plan.Steps[i] = stepJSON{
			ID: s.ID, Action: s.Action, Resource: s.Resource.ID.String(), Replace: s.Replace,
			Because: s.Because.String(), Loses: named(s.Loses), Unseen: s.LosesUnseen, Reason: s.Reason, Changes: s.Changes, Needs: s.Needs,
		}
	}
	for _, f := range p.Forecasts {
		plan.Addons = append(plan.Addons, addonOf(f))
	}
	return writeJSON(w, plan)
}

// ReadPlan reads what PlanJSON has written of the steps of a plan: what they do, to what and why, and what they need.
func ReadPlan(text []byte) (*planner.Plan, error) {
	var written planJSON
	if err := json.Unmarshal(text, &written); err != nil {
		return nil, err
	}
	plan := &planner.Plan{Lab: written.Lab}
	for _, s := range written.Steps {
		id, _ := planner.ParseID(s.Resource)
		plan.Steps = append(plan.Steps, planner.Step{
			ID: s.ID, Action: s.Action, Resource: planner.Resource{ID: id}, Replace: s.Replace, Reason: s.Reason, Needs: s.Needs,
		})
	}
	return plan, nil
}

// writeJSON indents for people and leaves < and > as they are: this is no HTML.
func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

func named(ids []planner.ID) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id.String()
	}
	return names
}
