package planner

import "slices"

// Action is what a step does.
type Action string

// The actions of a step.
const (
	// Create makes a resource that is not there.
	Create Action = "create"
	// Update changes a resource in place.
	Update Action = "update"
	// Ensure brings a resource that is there, or may be there, to what is wanted, and waits until it is ready.
	Ensure Action = "ensure"
	// Delete removes a resource.
	Delete Action = "delete"
)

// StepID names a step: its action and its resource, such as "create network/kind".
type StepID string

// Step is one thing to do.
type Step struct {
	ID       StepID
	Action   Action
	Resource Resource
	// Needs lists the steps that must have succeeded before this one starts.
	Needs []StepID
	// Reason says why the step is there.
	Reason string
	// Changes lists the fields that change, for Update, Ensure and the create half of a replacement. For Create it lists what
	// somebody would have to look up otherwise, such as the subnet that is free on this host.
	Changes []Change
	// Replace marks both steps of a replacement, the deletion and the creation.
	Replace bool
	// Loses lists what goes with the resource of a Delete because that holds it, and can hold work of people's.
	Loses []ID
	// LosesUnseen says that the resource of a Delete may hold more, which could not be looked at.
	LosesUnseen bool
	// Because is the resource whose replacement causes this one, if it is not replaced for its own sake.
	Because ID
}

// Plan is what turns the observed state into the lab. Its steps stand in an order in which they could be run one by one.
type Plan struct {
	Lab   string
	Steps []Step
	// Notes are facts that a person should know before saying yes.
	Notes []string
	// Targets are what the plan was cut down to, if it was.
	Targets []string
	// Forecasts are what the add-ons will do on each cluster, if that was asked for.
	Forecasts []Forecast
}

// Empty reports whether there is nothing to do.
func (p *Plan) Empty() bool { return len(p.Steps) == 0 }

// Count is how many resources a plan creates, updates, replaces, deletes, and brings to readiness.
type Count struct {
	Create  int `json:"create"`
	Update  int `json:"update"`
	Replace int `json:"replace"`
	Delete  int `json:"delete"`
	Ensure  int `json:"ensure"`
}

// Count counts the steps. The two steps of a replacement count once.
func (p *Plan) Count() Count {
	var c Count
	for _, s := range p.Steps {
		switch {
		case s.Replace && s.Action == Delete:
		case s.Replace:
			c.Replace++
		case s.Action == Create:
			c.Create++
		case s.Action == Update:
			c.Update++
		case s.Action == Delete:
			c.Delete++
		case s.Action == Ensure:
			c.Ensure++
		}
	}
	return c
}

// Replaced lists the resources that are replaced for their own sake, which a person has to allow by name.
func (p *Plan) Replaced() []ID {
	return p.of(func(s Step) bool { return s.Replace && s.Action == Create && s.Because == (ID{}) })
}

// Lost lists the resources that are deleted for good with what they hold. To apply that, a person has to allow it by name,
// however the lab file came to ask for it: by another name, another provider, or a key that is not there any more.
func (p *Plan) Lost() []ID {
	return p.of(func(s Step) bool { return s.loses() && !s.Replace })
}

func (p *Plan) of(kind func(Step) bool) []ID {
	var ids []ID
	for _, s := range p.Steps {
		if kind(s) {
			ids = append(ids, s.Resource.ID)
		}
	}
	return ids
}

func (s Step) loses() bool { return len(s.Loses) > 0 || s.LosesUnseen }

// Only returns the plan with the targeted steps and all that they need. A target is the ID of a resource or of a step; one
// for which there is nothing to do adds none.
func (p *Plan) Only(targets []string) *Plan {
	byID := make(map[StepID]Step, len(p.Steps))
	for _, s := range p.Steps {
		byID[s.ID] = s
	}
	wanted := map[StepID]bool{}
	for _, target := range targets {
		for _, s := range p.stepsOf(target) {
			markNeeded(s, byID, wanted)
		}
	}
	only := slices.DeleteFunc(slices.Clone(p.Steps), func(s Step) bool { return !wanted[s.ID] })
	return &Plan{Lab: p.Lab, Steps: only, Notes: p.Notes, Targets: targets}
}

// Unwaited returns the plan for a run that does not wait: without the kubeconfig files of clusters that have to come up
// first. The next plan has them.
func (p *Plan) Unwaited() *Plan {
	steps := slices.DeleteFunc(slices.Clone(p.Steps), func(s Step) bool {
		return s.Action != Delete && s.Resource.ID.Kind == KindKubeconfig && s.Resource.Within.Kind != KindManagementCluster && len(s.Needs) > 0
	})
	return &Plan{Lab: p.Lab, Steps: steps, Notes: p.Notes, Targets: p.Targets}
}

func (p *Plan) stepsOf(target string) []Step {
	var found []Step
	for _, s := range p.Steps {
		if target == string(s.ID) || target == s.Resource.ID.String() {
			found = append(found, s)
		}
	}
	return found
}

func markNeeded(s Step, byID map[StepID]Step, wanted map[StepID]bool) {
	if wanted[s.ID] {
		return
	}
	wanted[s.ID] = true
	for _, need := range s.Needs {
		markNeeded(byID[need], byID, wanted)
	}
}
