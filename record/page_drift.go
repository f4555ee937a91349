package record

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

const driftIntroduction = `## Drift

Somebody changes a thing of a lab behind kaaslab's back, one thing after the other. *Mended*: the next plan names it, and one apply makes
the thing what it was, to the last field, after which the plan says "No changes". *Asks*: plan or apply says what it found, with a code,
and changes nothing. *Theirs*: kaaslab leaves it, and the plan does not name it. *Refused*: the API server does not take the change. Done to a lab on
an ` + "`existing`" + ` management cluster, with the program itself and a real API server; Cluster API's part is played by a test.

Made on %s of commit %s, on %s. %d drifts.

`

// order is that of the columns.
var order = []Fate{Mended, Asks, Theirs, Refused, Seen, NotSeen}

// DriftSection is the part of the page about drift.
func DriftSection(from Origin, came []Drifted, inMemory int) string {
	page := &strings.Builder{}
	fmt.Fprintf(page, driftIntroduction, from.Date, from.Commit, from.Machine, len(came))
	page.WriteString("| thing | mended | asks | theirs | refused | seen, not mended | not seen |\n|---|---|---|---|---|---|---|\n")
	for _, thing := range inOrder(came, func(d Drifted) string { return d.Thing }) {
		fmt.Fprintf(page, "| %s |%s\n", thing, cells(came, func(d Drifted) bool { return d.Thing == thing }))
	}
	fmt.Fprintf(page, "| all |%s\n", cells(came, func(Drifted) bool { return true }))
	page.WriteString("\n| what somebody does | to | it is | why it is not mended |\n|---|---|---|---|\n")
	for _, row := range rowsOf(came) {
		fmt.Fprintf(page, "| %s | %s | %s | %s |\n", row.Change, strings.Join(row.to, ", "), row.Fate, reasonOf(row.Drifted))
	}
	fmt.Fprintf(page, driftInMemory, inMemory)
	return page.String()
}

const driftInMemory = `
In the world in memory, %d more were done to each kind of thing of a lab on Docker: removed, stopped, broken, changed, its marks removed. The
plan named each, and one apply mended it.
`

func reasonOf(d Drifted) string {
	if d.Fate == Mended || d.Fate == Refused {
		return ""
	}
	return d.Why
}

func cells(came []Drifted, of func(Drifted) bool) (row string) {
	for _, fate := range order {
		n := 0
		for _, d := range came {
			if of(d) && d.Fate == fate {
				n++
			}
		}
		row += fmt.Sprintf(" %d |", n)
	}
	return row
}

// inOrder are the names in a list, each once, as they come.
func inOrder[T any](all []T, of func(T) string) []string {
	var found []string
	for _, one := range all {
		if name := of(one); !slices.Contains(found, name) {
			found = append(found, name)
		}
	}
	return found
}

// driftRow are the drifts that are done alike and of which the same came.
type driftRow struct {
	Drifted
	to []string
}

func rowsOf(came []Drifted) []*driftRow {
	rows, at := map[string]*driftRow{}, map[string]int{}
	for i, d := range came {
		key := d.Change + "\n" + string(d.Fate) + "\n" + reasonOf(d)
		if rows[key] == nil {
			rows[key], at[key] = &driftRow{Drifted: d}, i
		}
		rows[key].to = append(rows[key].to, d.Thing)
	}
	everything := len(inOrder(came, func(d Drifted) string { return d.Thing })) - 1 // but the file
	var sorted []*driftRow
	for _, key := range slices.SortedFunc(maps.Keys(rows), func(a, b string) int { return at[a] - at[b] }) {
		if len(rows[key].to) == everything {
			rows[key].to = []string{"every object"}
		}
		sorted = append(sorted, rows[key])
	}
	return sorted
}
