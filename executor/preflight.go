package executor

import (
	"context"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Checker is a Handler that can tell, before anything is written, whether a resource can be made on this machine.
type Checker interface {
	// Check returns what stands in the way of making or changing the resource here, and what it needs and is there.
	Check(ctx context.Context, r planner.Resource) []Finding
}

// Refuser is a Handler that can tell, without looking at the lab, that it cannot be made from this machine. What is there of it
// can still be removed.
type Refuser interface {
	Refuse(lab *spec.Lab) error
}

// Refused asks the handlers that can tell whether the lab can be made from here. The error is an *Unprepared.
func Refused(lab *spec.Lab, handlers Handlers) error {
	for _, kind := range planner.Kinds() {
		if refuser, tells := handlers[kind].(Refuser); tells {
			if err := refuser.Refuse(lab); err != nil {
				return &Unprepared{err}
			}
		}
	}
	return nil
}

// Inspector checks the machine as a whole. It never writes.
type Inspector interface {
	Inspect(ctx context.Context, q Question) []Finding
}

// Question is what a machine is inspected for.
type Question struct {
	// Lab is to be made on the machine. Without one, only the machine itself is inspected.
	Lab *spec.Lab
	// Fresh says that nothing of the lab runs yet, so that there has to be room for all of it.
	Fresh bool
}

// Preflight asks the handlers that can tell whether the plan can run.
func Preflight(ctx context.Context, plan *planner.Plan, handlers Handlers) []Finding {
	var resources []planner.Resource
	for _, step := range plan.Steps {
		if step.Action != planner.Delete {
			resources = append(resources, step.Resource)
		}
	}
	return Check(ctx, resources, handlers)
}

// Check asks the handlers that can tell whether resources can be made.
func Check(ctx context.Context, resources []planner.Resource, handlers Handlers) []Finding {
	var findings []Finding
	for _, r := range resources {
		if checker, checks := handlers[r.ID.Kind].(Checker); checks {
			findings = append(findings, checker.Check(ctx, r)...)
		}
	}
	return findings
}
