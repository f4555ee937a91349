package planner

import (
	"slices"

	"github.com/kaaslab/kaaslab/spec"
)

// running are the kinds of what uses the machine while a lab runs, in the order in which a lab is stopped: with the management
// cluster down, no controller replaces the nodes that go next.
var running = []Kind{KindManagementCluster, KindNodes, KindImageCache}

// Running lists what is there of the lab's own that can be stopped, in the order in which that is done.
func Running(lab *spec.Lab, state State) []Observed { return lasting(lab, state, running) }

// lasting lists what is there of the lab's own, of some kinds, and is not about to go.
func lasting(lab *spec.Lab, state State, kinds []Kind) []Observed {
	var found []Observed
	for _, kind := range kinds {
		for _, o := range state.Of(kind) {
			if o.Owner == lab.Name && o.Phase != Deleting {
				found = append(found, o)
			}
		}
	}
	return found
}

// Down lists what is not ready of what is Running. While there is any, Revive leaves out what shows only once a management cluster runs.
func Down(running []Observed) []Observed {
	return slices.DeleteFunc(slices.Clone(running), func(o Observed) bool { return o.Phase == Ready })
}

// within are the kinds of what shows once a management cluster runs: the controllers in it, which come up after it, and how what runs
// is reached.
var within = []Kind{KindPeering, KindClusterAPI, KindSveltos, KindKubeconfig}

// Revive plans the next part of the way from a lab that was stopped back to what it was: everything that is there and not ready is
// brought up, in the order of every apply, and nothing is made, changed or removed, whatever the lab file says.
func Revive(lab *spec.Lab, state State) (*Plan, error) {
	kinds := append([]Kind{KindNetwork}, running...)
	if len(Down(Running(lab, state))) == 0 {
		kinds = append(kinds, within...)
	}
	var there []Observed
	for _, o := range lasting(lab, state, kinds) {
		if mayRevive(lab, &o) {
			there = append(there, o)
		}
	}
	known := func(id ID) bool {
		return slices.ContainsFunc(there, func(o Observed) bool { return o.ID == id })
	}
	desired := make([]Resource, len(there))
	for i := range there {
		there[i].Unmarked = false
		if !known(there[i].Within) {
			there[i].Within = ID{}
		}
		desired[i] = there[i].Resource
	}
	return newComparison(lab, NewState(there...).WithIdentity(state.identity), desired).revive()
}

// controllers are the kinds of what kaaslab installs in a management cluster to run things there.
var controllers = []Kind{KindClusterAPI, KindSveltos}

// mayRevive leaves out controllers that are others than the lab file says: to bring them up could mean to install them, and nobody knows
// all that they were installed with.
func mayRevive(lab *spec.Lab, o *Observed) bool {
	if !slices.Contains(controllers, o.ID.Kind) {
		return true
	}
	for _, r := range slices.Concat(desiredClusterAPI(lab), desiredSveltos(lab)) {
		if r.ID == o.ID && len(Diff(o.Attrs, r.Attrs)) == 0 {
			o.Attrs = r.Attrs // with the secrets, which an observation has not
			return true
		}
	}
	return false
}

func (c *comparison) revive() (*Plan, error) {
	for _, r := range c.desired {
		c.decide(r)
	}
	plan, err := c.plan()
	if err == nil {
		plan.Notes = nil // they speak of what the next apply will do
	}
	return plan, err
}
