package record

import (
	"strings"
)

// Headings are those of the sections that are made by themselves, in the order of the page.
var Headings = []string{"## In memory", "## Embedded", "## Drift", "## Load", "## Soak", "## On a Docker daemon", "## Strangers on a Docker daemon"}

const findings = "\n## What it found"

// Put replaces the section of the page that has the same heading, or adds it before what was found.
func Put(page, section string) string {
	heading, _, _ := strings.Cut(section, "\n")
	if old := Part(page, heading); old != "" {
		return strings.Replace(page, old, section, 1)
	}
	before, after, _ := strings.Cut(page, findings)
	return before + "\n" + section + findings + after
}

// Part is the section of a page with a heading, or nothing.
func Part(page, heading string) string {
	_, section, found := strings.Cut(page, "\n"+heading+"\n")
	if !found {
		return ""
	}
	section, _, _ = strings.Cut(section, "\n## ")
	return heading + "\n" + section
}
