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

// Grown says what the last process came to use more and more of, or nothing. What it takes while it is young is no growth, and what it takes
// between two collections of garbage neither: the least of the later half is held against the least of the earlier one.
func (s Soak) Grown() []string {
	old := slices.DeleteFunc(slices.Clone(s.Usage), func(u Usage) bool { return u.Age <= s.Took/5 })
	if len(old) < 4 {
		return nil // too short to tell
	}
	var grown []string
	for _, of := range measures {
		before, now := least(old[:len(old)/2], of.read), least(old[len(old)/2:], of.read)
		if more := now - before; more > of.least && more*100 > before*of.percent {
			grown = append(grown, fmt.Sprintf("%s from %d to %d", of.name, before, now))
		}
	}
	return grown
}

// measures are what must not grow, with how much more is no growth: so many, or so many percent.
var measures = []struct {
	name           string
	read           func(Usage) int
	least, percent int
}{
	{"memory", func(u Usage) int { return u.MemoryMB }, 150, 15},
	{"memory in use", func(u Usage) int { return u.LiveMB }, 50, 15},
	{"goroutines", func(u Usage) int { return u.Goroutines }, 200, 3},
	{"disk", func(u Usage) int { return u.DiskMB }, 2 * walMB, 0},
	{"descriptors", func(u Usage) int { return u.Descriptors }, 20, 10},
	{"threads", func(u Usage) int { return u.Threads }, 20, 50},
	{"objects", func(u Usage) int { return u.Objects }, 3, 0},
}

func least(of []Usage, read func(Usage) int) int {
	return read(slices.MinFunc(of, func(a, b Usage) int { return read(a) - read(b) }))
}
