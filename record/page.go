package record

import (
	_ "embed" // what was found
	"fmt"
	"slices"
	"strings"
)

// found is written by hand: what became of each bug.
//
//go:embed found.md
var found string

// Origin is where and when a record was made.
type Origin struct{ Date, Commit, Machine string }

// Record is all that the page tells.
type Record struct {
	Origin
	Courses  []Course
	Outcomes []Outcome
	// Populations is among how many populations of strangers a lab was made, changed and destroyed.
	Populations int
}

// Page is docs/reliability.md.
func (r Record) Page() string {
	page := &strings.Builder{}
	fmt.Fprintf(page, introduction, r.Date, r.Commit, r.Machine)
	tally := tallyOf(r.Outcomes)
	var scenarios []line
	for _, c := range r.Courses {
		scenarios = append(scenarios, line{c.Scenario.Name, fmt.Sprintf("%s (%d calls)", c.Scenario.Name, len(c.Calls))})
	}
	table(page, "fault", linesOf(Faults), scenarios, func(fault, scenario string) count {
		return tally[Point{Scenario: scenario, Fault: Fault(fault)}]
	})
	total := tally[Point{}]
	fmt.Fprintf(page, "\n%d of %d points converged. In %d of them kaaslab was not even stopped: it tried again, and ended well under the fault. "+
		"A dash is a fault that met no request of the scenario. Where a cell has fewer points than there are requests, the record was stopped before its end.\n\n",
		total.converged, total.points, total.healed)
	page.WriteString("## What did not converge\n\n")
	list(page, r.Outcomes, "Every point that was run converged.", Outcome.reason)
	page.WriteString("\n## What took so long that its user ended it\n\nThe next run put all right in these points, too.\n\n")
	list(page, r.Outcomes, "No run did.", func(o Outcome) string {
		if o.Ended {
			return "ended after " + enough
		}
		return ""
	})
	fmt.Fprintf(page, strangers, r.Populations)
	page.WriteString("\n" + found)
	return page.String()
}

const strangers = `
## Strangers

In the world in memory, a random lab was made, turned into another and destroyed among %d random populations of things of others, with
look-alikes, copies and namesakes of each kind: none was touched, and none of the lab's was left.
`

const introduction = `# How reliable it is

Written by ` + "`make record`" + `, which repeats what people do to a lab once for each request that kaaslab sends, and each fault that can meet
this request. It runs the program itself against a real API server; Cluster API's part is played by a test, which says at once that all
is well. After each point the same command is given once more, and then has to be true: it ends well; the plan says "No changes"; the
management cluster holds what it holds without the fault, nothing twice and nothing less; what was there before is still the same
object; look-alikes of others are as they were; no secret is in any output; and a destroy leaves no object and no file. What was adopted
comes back, when the lab lets go of it, as it was lent, without a mark. After *disk full*, kaaslab can write no file from the request on.

Made on %s of commit %s, on %s.

Each cell is *converged / points*.

`

// stale are the requests after which an old answer is not made up for, by what is in their address, with the reason.
var stale = []struct{ path, reason string }{
	{"/clusterclasses/", "its cluster lacks the generation of the class, until it is written the next time"},
	{"/clusterprofiles/", "a reference that takes the place of another one does not go below it, so that Sveltos says that they are at odds if both have the same object"},
}

// reason is why a point did not converge, as far as it is known, or what was wrong.
func (o Outcome) reason() string {
	wrong, _, _ := strings.Cut(o.Wrong, "\n")
	if known := o.known(); known != "" && wrong != "" {
		return known
	}
	return wrong
}

// known says why a point need not converge, or nothing.
func (o Outcome) known() string {
	for _, old := range stale {
		if o.Fault == AnswerOld && strings.Contains(o.Request, old.path) {
			return "no API server gives an old answer to a request for one object, only something before it could; " + old.reason
		}
	}
	return ""
}

type count struct{ points, converged, healed int }

// tallyOf counts by scenario and fault. The empty point is all of them.
func tallyOf(outcomes []Outcome) map[Point]count {
	tally := map[Point]count{}
	for _, o := range outcomes {
		if !o.Struck && o.Wrong == "" {
			continue // it came in another order, and nothing happened
		}
		for _, at := range []Point{{}, {Scenario: o.Scenario}, {Fault: o.Fault}, {Scenario: o.Scenario, Fault: o.Fault}} {
			c := tally[at]
			c.points++
			if o.Wrong == "" {
				c.converged++
				c.healed += healed(o)
			}
			tally[at] = c
		}
	}
	return tally
}

func healed(o Outcome) int {
	if o.Code == 0 {
		return 1
	}
	return 0
}

// line is a row or a column of a table: what it counts, and what its head says.
type line struct{ of, head string }

// linesOf are lines that are called after what they count.
func linesOf[T ~string](names []T) (lines []line) {
	for _, name := range names {
		lines = append(lines, line{string(name), string(name)})
	}
	return lines
}

// table writes counts, with the sums in the last row and the last column.
func table(page *strings.Builder, corner string, rows, columns []line, cell func(row, column string) count) {
	all := line{"", "all"}
	rows, columns = append(slices.Clone(rows), all), append(slices.Clone(columns), all)
	fmt.Fprintf(page, "| %s |", corner)
	for _, column := range columns {
		fmt.Fprintf(page, " %s |", column.head)
	}
	page.WriteString("\n|---|" + strings.Repeat("---|", len(columns)) + "\n")
	for _, row := range rows {
		fmt.Fprintf(page, "| %s |", row.head)
		for _, column := range columns {
			fmt.Fprintf(page, " %s |", cell(row.of, column.of))
		}
		page.WriteString("\n")
	}
}

func (c count) String() string {
	if c.points == 0 {
		return "-"
	}
	return fmt.Sprintf("%d / %d", c.converged, c.points)
}

// list names the points of which there is something to say.
func list(page *strings.Builder, outcomes []Outcome, none string, what func(Outcome) string) {
	for _, o := range outcomes {
		if text := what(o); text != "" {
			none = ""
			fmt.Fprintf(page, "* %s (`%s`): %s\n", o.Point, o.Request, text)
		}
	}
	page.WriteString(none + "\n")
}
