package record

import (
	"fmt"
	"strings"
)

const dockerText = `## On a Docker daemon

The same on a real Docker daemon, where a wire lies before its socket, with look-alikes of others beside the lab: containers, volumes and
networks with labels of Cluster API, of k3d, of another lab and copies of the lab's. Of the lab of the first scenarios, what needs no image
is made: its volume and its network. The real lab has a k3d cluster with Cluster API; of its points, a random sample is run, one in each part of
its life, and k3d's own requests are met as well as kaaslab's. After each point the next run ends well, the plan says "No changes", containers,
volumes and networks are as without the fault, what was there is the same one, each thing of others is as it was to the last field, and
a destroy leaves nothing.

Made on %s of commit %s, on %s: %d of %d points converged. Where a cell has few points, the record was stopped before its end.

`

// DockerSection is the part of the page about faults between kaaslab and a Docker daemon.
func DockerSection(from Origin, outcomes []Outcome) string {
	tally, section := tallyOf(outcomes), &strings.Builder{}
	fmt.Fprintf(section, dockerText, from.Date, from.Commit, from.Machine, tally[Point{}].converged, tally[Point{}].points)
	var scenarios []string
	for _, scenario := range append(DockerScenarios[:len(DockerScenarios):len(DockerScenarios)], lifeOf("")...) {
		scenarios = append(scenarios, scenario.Name)
	}
	table(section, "fault", linesOf(DockerFaults), linesOf(scenarios), func(fault, scenario string) count {
		return tally[Point{Scenario: scenario, Fault: Fault(fault)}]
	})
	section.WriteString("\n")
	list(section, outcomes, "Every point that was run converged.", func(o Outcome) string {
		first, _, _ := strings.Cut(o.Wrong, "\n")
		return first
	})
	return section.String()
}
