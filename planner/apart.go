package planner

import (
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// leaveApart takes the kinds out of the comparison of which nothing may be looked at: what is wanted of them cannot be told from
// what is there.
func (c *comparison) leaveApart() {
	if len(c.apart) == 0 {
		return
	}
	isApart := func(id ID) bool { return c.apart[id.Kind] != "" }
	if c.desired != nil { // a teardown wants nothing
		c.desired = slices.DeleteFunc(slices.Clone(c.desired), func(r Resource) bool { return isApart(r.ID) })
	}
	c.there = slices.DeleteFunc(c.there, func(o Observed) bool { return isApart(o.ID) })
}

// refuseApart refuses to make a cluster on Docker where its network and its containers could not be seen to.
func (c *comparison) refuseApart() {
	reason := c.apart[KindNodes]
	if reason == "" {
		return
	}
	for _, cluster := range c.lab.Clusters() {
		id := WorkloadID(cluster)
		if cluster.Infrastructure.OnDocker() && c.outcomes[id].action == Create {
			c.refuse(id, fault.OtherDocker, "cannot be made on Docker: "+reason)
		}
	}
}

// leftAlone says what is neither compared nor changed.
func (c *comparison) leftAlone() []string {
	byReason := map[string][]string{}
	for _, k := range kinds {
		if reason := c.apart[k.name]; reason != "" {
			byReason[reason] = append(byReason[reason], string(k.name))
		}
	}
	var notes []string
	for reason, names := range byReason {
		notes = append(notes, strings.Join(names, ", ")+": unknown, and left alone: "+reason)
	}
	slices.Sort(notes)
	return notes
}
