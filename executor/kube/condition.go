package kube

import "strings"

// Conditions are the conditions of an object.
type Conditions []Condition

// Get returns the condition of a type.
func (cs Conditions) Get(name string) (Condition, bool) {
	for _, c := range cs {
		if c.Type == name {
			return c, true
		}
	}
	return Condition{}, false
}

// IsTrue reports whether the object has the condition, and it is true.
func (cs Conditions) IsTrue(name string) bool {
	c, _ := cs.Get(name)
	return c.Status == "True"
}

// Blocking says in a few words what a condition that should be true waits for, or nothing when it is true.
func (cs Conditions) Blocking(name string) string {
	c, found := cs.Get(name)
	if !found {
		return name + " is not known yet"
	}
	if c.Status == "True" {
		return ""
	}
	if c.Message == "" {
		return name + ": " + c.Reason
	}
	return name + ": " + FirstLine(c.Message)
}

// mostKept is how much of a message is kept: what is longer is a dump and no reason. What is shown on a line of progress is
// shorter still, but that is for a view to decide.
const mostKept = 500

// FirstLine shortens a message to one line. Summaries are nested lists; of those it takes the first entry of each level.
func FirstLine(message string) string {
	line := ""
	for next := range strings.Lines(message) {
		line = strings.TrimSpace(line + " " + strings.Trim(next, " *\n"))
		if !strings.HasSuffix(line, ":") {
			break
		}
	}
	line = strings.TrimSuffix(line, ":")
	if runes := []rune(line); len(runes) > mostKept {
		return string(runes[:mostKept-3]) + "..."
	}
	return line
}
