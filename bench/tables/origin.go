package main

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// origin is where figures are from, beside the machine.
type origin struct{ date, commit string }

// now asks the clock and git. Programs of a tree with changes are those of no commit, which the page has to say; it is itself a
// change as soon as a table was written.
func now(page string) (origin, error) {
	commit, err := git("rev-parse", "--short", "HEAD")
	if err != nil {
		return origin{}, err
	}
	changed, err := git("status", "--porcelain", "--", ":(top)", ":(exclude)"+page)
	if err != nil {
		return origin{}, err
	}
	if changed != "" {
		commit += " with changes that are not committed"
	}
	return origin{time.Now().Format("2 January 2006"), commit}, nil
}

func git(args ...string) (string, error) {
	out, err := exec.Command("git", args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("ask git %s which commit was measured: %w: %s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out)), nil
}

// line says where the figures of a table are from, and how busy the machine was.
func (o origin) line(t table, r results) string {
	processors := "processors"
	if r.processors == 1 {
		processors = "processor"
	}
	cpu := r.cpu
	if cpu == "" {
		cpu = "unknown processor"
	}
	return fmt.Sprintf("%s, %s, %s, %d %s, load before: %s.\n", o.date, o.commit, cpu, r.processors, processors, r.load(t))
}

// load is the load before the benchmarks of a table, from the least to the most.
func (r results) load(t table) string {
	var all []float64
	for _, c := range t.columns {
		if load, known := r.figures[t.needs+c.sub]["load-before"]; known {
			all = append(all, load)
		}
	}
	switch {
	case all == nil:
		return unknown
	case slices.Min(all) == slices.Max(all):
		return number(all[0])
	}
	return number(slices.Min(all)) + " to " + number(slices.Max(all))
}
