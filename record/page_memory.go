package record

import (
	"fmt"
	"slices"
	"strings"
)

const memoryText = `## In memory

The same for a lab with k3d, machines on Docker, in memory and add-ons, in the world in memory: a fake of Docker, Kubernetes and this
machine's files, which passes the tests that the real ones pass, and refuses what comes in the wrong order. Here a call is one of kaaslab's
looks, writes, waits and deletions of one resource, and not a request of a protocol, and a full disk is met where kubeconfigs and the
kernel's limits are written. Strangers are beside each lab. After each point the next run ends well, the one after it finds nothing to do,
all is as without the fault, nothing is made anew, no secret is told, and a destroy leaves nothing, also where the lab is stopped.

Four scenarios are of a lab on a management cluster that somebody else runs, with two clusters and a profile that they have made: taken
over by ` + "`adopt`" + ` and the apply after it, or with the marks there already, given back by ` + "`destroy`" + ` and ` + "`forget --all`" + `, and destroyed with
` + "`--adopted`" + `. What is given back is its owners' again and as it was, but for the profile's ConfigMap, in whose place there is a copy. What
adopt and forget do beside plans is played after package adoption; it is no code of theirs.

Made on %s of commit %s, on %s: %d of %d points converged.

`

// MemoryFaults are those of the world in memory, in the order of the page.
var MemoryFaults = []Fault{KilledBefore, KilledAfter, AnswerLost, AnswerLate, Unreachable, Forbidden, Broken, ListOld, EventMissed, DiskFull}

// MemorySection is the part of the page about the world in memory.
func MemorySection(from Origin, outcomes []Outcome) string {
	tally, section := tallyOf(outcomes), &strings.Builder{}
	fmt.Fprintf(section, memoryText, from.Date, from.Commit, from.Machine, tally[Point{}].converged, tally[Point{}].points)
	scenarios := inOrder(outcomes, func(o Outcome) string { return o.Scenario })
	slices.Sort(scenarios)
	table(section, "scenario", linesOf(scenarios), linesOf(MemoryFaults), func(scenario, fault string) count {
		return tally[Point{Scenario: scenario, Fault: Fault(fault)}]
	})
	return section.String()
}
