package record

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

const soakText = `## Soak

An ` + "`embedded`" + ` lab with two or three clusters, one of them simulated with an add-on, for %s: %s. After every three of them the lab file of the beginning
was applied, the plan said "No changes", and this was measured of its processes, its directory and its management cluster. In the second
half nobody killed or restarted the management cluster, so that it shows what one process comes to use. Seed %d.

Made on %s of commit %s, on %s.

| after | the management cluster runs for | memory | of it in use | goroutines | descriptors | threads | disk | objects | events |
|---|---|---|---|---|---|---|---|---|---|
`

// SoakSection is the part of the page about a lab that is used for long.
func SoakSection(from Origin, s Soak) string {
	page := &strings.Builder{}
	fmt.Fprintf(page, soakText, s.Took, strings.Join(doneIn(s.Done), ", "), s.Seed, from.Date, from.Commit, from.Machine)
	for _, u := range thinned(s.Usage) {
		fmt.Fprintf(page, "| %s | %s | %d MB | %d MB | %d | %d | %d | %d MB | %d | %d |\n", u.After, u.Age, u.MemoryMB, u.LiveMB, u.Goroutines, u.Descriptors, u.Threads, u.DiskMB, u.Objects, u.Events)
	}
	return page.String()
}

func doneIn(done map[string]int) []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(done)) {
		all = append(all, fmt.Sprintf("%s %d times", name, done[name]))
	}
	return all
}

// rows is how many lines the page has at most.
const rows = 12

// thinned leaves out what is between: the first and the last are always there.
func thinned(all []Usage) []Usage {
	if len(all) <= rows {
		return all
	}
	kept := make([]Usage, 0, rows)
	for i := range rows {
		kept = append(kept, all[i*(len(all)-1)/(rows-1)])
	}
	return kept
}

// walMB is how much etcd writes ahead of time; it keeps two such files and begins a third.
const walMB = 64

// Grown says what the last process came to use more and more of, or nothing. What it takes while it is young is no growth.
func (s Soak) Grown() []string {
	var old []Usage
	for _, u := range s.Usage {
		if u.Age > s.Took/5 {
			old = append(old, u)
		}
	}
	if len(old) < 4 {
		return nil // too short to tell
	}
	first, last := old[0], old[len(old)-1]
	var grown []string
	for _, of := range []struct {
		name           string
		before, now    int
		least, percent int // what is no growth
	}{
		{"memory", first.MemoryMB, last.MemoryMB, 150, 25}, {"memory in use", first.LiveMB, last.LiveMB, 60, 25},
		{"goroutines", first.Goroutines, last.Goroutines, 500, 10}, {"disk", first.DiskMB, last.DiskMB, 2 * walMB, 0}, {"descriptors", first.Descriptors, last.Descriptors, 20, 10},
		{"threads", first.Threads, last.Threads, 20, 50}, {"objects", first.Objects, last.Objects, 3, 0},
	} {
		if more := of.now - of.before; more > of.least && more*100 > of.before*of.percent {
			grown = append(grown, fmt.Sprintf("%s from %d to %d", of.name, of.before, of.now))
		}
	}
	return grown
}
