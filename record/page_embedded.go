package record

import (
	"fmt"
	"slices"
	"strings"
)

const embeddedText = `## Embedded

The same for a lab with ` + "`provider: embedded`" + `: the program itself, ` + "`kaaslab-embedded`" + ` with the real controllers of Cluster API, an in-memory and
a simulated cluster, and an add-on that Sveltos installs. Here a fault meets a *moment*: a line that kaaslab or kaaslab-embedded logs, or
a file of the lab that comes or goes. A lab lives through all scenarios, one after the other, with a fault in each. A disk that is full stays
so until the run has ended; what is frozen stands still for %s. After each point the same command is given once more, and ends well; the plan
says "No changes"; every cluster is available at once and its add-on installed; what the scenario leaves alone is the same object, down to the
machines and what the add-on has installed; nothing is there twice, and no secret in any output or log. Of a stopped lab no process runs, and a
destroy leaves no process, and with them no port, and no file.

Each moment meets one of the faults of kaaslab, and one of those of the management cluster where it runs, at the next moment another one: %d
points. (There are %d pairs of a moment and a fault, which ` + "`RECORD_ARGS=-every`" + ` runs.)

Made on %s of commit %s, on %s: %d of %d points converged%s.

`

// EmbeddedSection is the part of the page about embedded labs.
func EmbeddedSection(from Origin, courses []EmbeddedCourse, outcomes []Outcome) string {
	tally, section, points, pairs := tallyOf(outcomes), &strings.Builder{}, 0, 0
	var scenarios []line
	for _, c := range courses {
		points, pairs = points+len(c.Covering()), pairs+len(c.Points())
		scenarios = append(scenarios, line{c.Scenario.Name, fmt.Sprintf("%s (%d moments)", c.Scenario.Name, len(c.Moments))})
	}
	fmt.Fprintf(section, embeddedText, frozen, points, pairs, from.Date, from.Commit, from.Machine, tally[Point{}].converged, tally[Point{}].points, missed(outcomes))
	table(section, "scenario", scenarios, linesOf(EmbeddedFaults), func(scenario, fault string) count {
		return tally[Point{Scenario: scenario, Fault: Fault(fault)}]
	})
	if slices.ContainsFunc(outcomes, func(o Outcome) bool { return o.Wrong != "" }) {
		section.WriteString("\nWhat did not converge:\n\n")
		list(section, outcomes, "", Outcome.reason)
	}
	return section.String()
}

// missed counts the points whose moment did not come: a run does not say the same each time.
func missed(outcomes []Outcome) string {
	n := 0
	for _, o := range outcomes {
		if !o.Struck {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; in %d more the moment did not come, for no run says all that another one says, and nothing was wrong", n)
}
