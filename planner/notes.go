package planner

import (
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
)

// notes lists what a person should know before saying yes to the plan.
func (c *comparison) notes(d *drafts) []string {
	var notes []string
	notes = append(notes, c.left()...)
	notes = append(notes, c.carriedOff(d)...)
	if c.desired == nil {
		return notes
	}
	return append(append(append(notes, c.unseen(d)...), dockerSocket(c.lab)...), simulated(c.lab)...)
}

// left names what the lab uses and does not own.
func (c *comparison) left() []string {
	var notes []string
	for _, o := range c.there {
		if o.Shared && o.Owner != c.lab.Name && o.Owner != Unowned {
			notes = append(notes, fmt.Sprintf("%s belongs to %s: it is used as it is, and stays when the lab goes", o.ID, o.Owner))
		}
	}
	return notes
}

// carriedOff counts what goes with a management cluster without a step of its own.
func (c *comparison) carriedOff(d *drafts) []string {
	holder := c.holderThere()
	if d.remove[holder] == nil {
		return nil
	}
	counts := map[Kind]int{}
	for _, o := range c.there {
		if o.Within == holder && d.remove[o.ID] == nil {
			counts[o.ID.Kind]++
		}
	}
	return carriedOffNote(holder, counts)
}

func carriedOffNote(holder ID, counts map[Kind]int) []string {
	var parts []string
	for _, k := range kinds {
		if counts[k.name] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[k.name], k.name))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{holder.String() + " takes with it all that it holds: " + strings.Join(parts, ", ")}
}

// unseen says that a holder which is not ready hides what would be deleted.
func (c *comparison) unseen(d *drafts) []string {
	holder, exists := c.observed[managementID(c.lab)]
	if !exists || holder.Phase == Ready || d.remove[holder.ID] != nil {
		return nil
	}
	return []string{fmt.Sprintf("%s is not ready: what it holds and the lab file no longer names shows in the next plan", holder.ID)}
}

// dockerSocket says what Cluster API's Docker provider needs of the host (hazard H19).
func dockerSocket(lab *spec.Lab) []string {
	if lab.ManagementCluster.Provider != spec.ProviderK3d || !lab.Has(spec.InfrastructureDocker) {
		return nil
	}
	return []string{"the Docker socket is mounted into the management cluster's nodes: who controls them is root on this host"}
}

// simulated says what does not run for real.
func simulated(lab *spec.Lab) []string {
	if len(lab.AddonProfiles) == 0 || !lab.Has(spec.InfrastructureInMemory) {
		return nil
	}
	return []string{"in-memory clusters run no pods: add-on profiles are matched to them, not installed"}
}
