package planner

import (
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// Compute plans the way from the observed state to the lab. It returns *Refused when something stands in the way that
// only a person can clear, such as a resource of the same name that belongs to somebody else.
func Compute(lab *spec.Lab, state State) (*Plan, error) {
	c := newComparison(lab, state, Desired(lab))
	for _, r := range c.desired {
		c.decide(r)
	}
	c.refuseApart()
	return c.plan()
}

// Teardown plans the way from the observed state to nothing. What belongs to somebody else is left.
func Teardown(lab *spec.Lab, state State) (*Plan, error) {
	return newComparison(lab, state, nil).plan()
}

// comparison is one run of the planner.
type comparison struct {
	lab      *spec.Lab
	desired  []Resource
	wanted   map[ID]Resource
	observed map[ID]Observed
	there    []Observed
	proposed map[ID]Attrs
	outcomes map[ID]outcome
	refusals []Refusal
	apart    map[Kind]string
	kept     map[ID]ID // what stays, by what was adopted and needs it
}

// outcome is what is decided for one wanted resource.
type outcome struct {
	action  Action // empty: nothing to do
	reason  string
	changes []Change
	renewed bool // what is there goes, and another takes its place
	because ID   // the resource whose replacement causes this one
	idle    bool // it is no reason to do anything by itself
}

func newComparison(lab *spec.Lab, state State, desired []Resource) *comparison {
	c := &comparison{
		lab: lab, desired: desired, there: state.All(), proposed: state.proposed, apart: state.apart,
		wanted:   make(map[ID]Resource, len(desired)),
		observed: make(map[ID]Observed, len(state.ids)),
		outcomes: make(map[ID]outcome, len(desired)),
	}
	c.leaveApart()
	for _, r := range c.desired {
		c.wanted[r.ID] = r
	}
	holder := c.holderThere()
	for _, o := range c.there {
		c.observed[o.ID] = o
	}
	for i := range c.there {
		c.place(&c.there[i], holder)
		c.observed[c.there[i].ID] = c.there[i]
	}
	c.unwind()
	c.keep()
	c.listVersions()
	return c
}

// decide finds what to do about a wanted resource, after what it needs and what holds it.
func (c *comparison) decide(r Resource) outcome {
	if known, done := c.outcomes[r.ID]; done {
		return known
	}
	result := c.outcome(r, c.cause(r))
	if result.action == Create && isGiven(r) {
		c.refuseToMake(r)
		result = outcome{}
	}
	c.outcomes[r.ID] = result
	return result
}

func (c *comparison) outcome(r Resource, because cause) outcome {
	there, exists := c.observed[r.ID]
	other := madeOtherwise(r)
	switch {
	case c.observed[other].Owner == c.lab.Name:
		c.refuse(r.ID, fault.MadeOtherwise, "is the same cluster as "+other.String()+", which is there; give it another name, or remove it in an apply of its own")
		return outcome{}
	case exists && !there.Outlives && c.unwantedHolder(there):
		return carriedAlong(there.Within)
	case !exists && because.holderUp && because.unseen != (ID{}) && (!r.Outlives || HolderOf(r.ID.Kind) != ""):
		return outcome{action: Ensure, reason: "cannot be seen until " + because.unseen.String() + " is ready"}
	case !exists:
		return outcome{action: Create, reason: "is not there", changes: c.chosen(r)}
	case there.Owner != c.lab.Name:
		return c.foreign(r, there)
	case there.Phase == Deleting:
		return outcome{action: Create, reason: "is being deleted, and made again", renewed: true}
	case because.renewed != (ID{}):
		return carriedAlong(because.renewed)
	}
	return c.compare(r, there, because)
}

// carriedAlong replaces a resource with its holder or with something that it needs.
func carriedAlong(renewed ID) outcome {
	return outcome{action: Create, reason: renewed.String() + " is replaced", because: renewed, renewed: true}
}

// compare decides about a resource of the lab's own that is there.
func (c *comparison) compare(r Resource, there Observed, because cause) outcome {
	if guarded, ok := r.Attrs.(Guarded); ok {
		if code, reason := guarded.Refuse(there.Attrs); reason != "" {
			c.refuse(r.ID, code, reason)
			return outcome{}
		}
	}
	if reason := c.refuseUpgrade(r, there); reason != "" {
		c.refuse(r.ID, fault.ImpossibleUpgrade, reason)
		return outcome{}
	}
	changes := c.withWay(r, Diff(there.Attrs, r.Attrs))
	switch {
	case changesAny(changes, r.Attrs.Immutable()):
		return outcome{action: Create, reason: "cannot change in place", changes: changes, renewed: true}
	case len(changes) > 0:
		return outcome{action: Update, reason: reasonToUpdate(r), changes: changes}
	case there.Phase != Ready:
		return outcome{action: Ensure, reason: orElse(there.Detail, "is not ready")}
	case !because.holderUp && !r.Outlives:
		return outcome{action: Create, reason: leftFrom(r), renewed: true}
	case !because.holderUp:
		return outcome{action: Ensure, reason: leftFrom(r)}
	case there.Assumed:
		return outcome{action: Ensure, reason: orElse(there.Detail, "is looked at when something is applied"), idle: true}
	case because.changed != (ID{}):
		return outcome{action: Ensure, reason: "follows " + because.changed.String()}
	case there.Unmarked:
		return outcome{action: Ensure, reason: "was made by an earlier kaaslab, and gets the mark of this lab"}
	}
	return outcome{}
}

const differs = "differs from the lab file"

func reasonToUpdate(r Resource) string {
	if reasoned, ok := r.Attrs.(Reasoned); ok {
		return orElse(reasoned.Reason(), differs)
	}
	return differs
}

func leftFrom(r Resource) string { return "is left from an earlier " + r.Within.String() }

// foreign decides about a resource that is there and not the lab's own.
func (c *comparison) foreign(r Resource, there Observed) outcome {
	switch {
	case isGiven(r) && there.Owner == Unowned:
		return c.takeOver(r, there)
	case r.Shared && there.Owner == Unowned:
		return c.compare(r, there, cause{holderUp: true})
	case r.Shared && there.Phase != Ready:
		c.refuse(r.ID, fault.OthersNotReady, "belongs to "+there.Owner+" and is not ready: "+orElse(there.Detail, "no reason given"))
	case isGiven(r):
		c.refuse(r.ID, fault.BelongsToOthers, "belongs to "+there.Owner+"; let go of it there with kaaslab forget, or remove it from this lab file")
	case !r.Shared:
		c.refuse(r.ID, fault.BelongsToOthers, "is there already and belongs to "+orElse(there.Owner, "nobody that kaaslab knows")+
			"; give it another name in the lab file")
	}
	return outcome{}
}

func orElse(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}
