package planner

import "github.com/kaaslab/kaaslab/internal/fault"

// isGiven reports whether a resource is one that kaaslab takes over and cannot make.
func isGiven(r Resource) bool {
	given, ok := r.Attrs.(Given)
	return ok && given.Given()
}

// takeOver decides about a given resource that belongs to nobody yet.
func (c *comparison) takeOver(r Resource, there Observed) outcome {
	result := c.compare(r, there, cause{holderUp: true})
	if result.action == Update {
		result.reason = "is taken over as it is"
	}
	return result
}

// refuseToMake says that a given resource is not there, or does not stay.
func (c *comparison) refuseToMake(r Resource) {
	reason := "is not there"
	switch there, exists := c.observed[r.ID]; {
	case exists && there.Phase == Deleting:
		reason = "is being deleted"
	case exists:
		reason = "goes with what holds it"
	}
	c.refuse(r.ID, fault.NotThere, reason+", and an existing cluster is not made by kaaslab; make it, correct its name, or remove it from the lab file")
}
