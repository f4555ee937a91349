package main

import (
	"fmt"
	"strings"
)

// A place begins with its name, and all places end alike.
const beginning, endMarker = "<!-- bench: ", "<!-- end -->"

func beginMarker(name string) string { return beginning + name + " -->" }

// rewrite puts the tables of which all benchmarks were run in their places on the page, and tells of each that it leaves.
func rewrite(page string, r results, o origin) (written string, left []string, err error) {
	for _, t := range layout {
		if missing := t.missing(r); len(missing) > 0 {
			left = append(left, fmt.Sprintf("the table %s stays as it is: no figures of %s", t.name, strings.Join(missing, ", ")))
			continue
		}
		if page, err = replace(page, t.name, o.line(t, r)+"\n"+t.markdown(r)); err != nil {
			return "", nil, err
		}
	}
	return page, left, nil
}

// replace puts text between the markers of a name, which must not hold another place.
func replace(page, name, text string) (string, error) {
	head, rest, found := strings.Cut(page, beginMarker(name))
	if !found {
		return "", fmt.Errorf("no place for the table %s: write %s and %s, each on a line of its own, where it belongs", name, beginMarker(name), endMarker)
	}
	old, tail, found := strings.Cut(rest, endMarker)
	if !found || strings.Contains(old, beginning) {
		return "", fmt.Errorf("the table %s has no end: write %s on a line of its own below it", name, endMarker)
	}
	return head + beginMarker(name) + "\n" + text + endMarker + tail, nil
}
