package seed

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// Note says of one thing in the files what could not be carried over, and why.
type Note struct {
	Subject string // what it is about, such as Cluster workload-01; empty for the file itself
	Text    string
	File    string // as the user named it
	Line    int    // from 1, or 0 where the file as a whole is meant
}

// String is the note on one line, with the place in the form that terminals link to.
func (n Note) String() string { return n.in(n.File) }

func (n Note) in(file string) string {
	place := file
	if n.Line > 0 {
		place = fmt.Sprintf("%s:%d", file, n.Line)
	}
	switch {
	case n.Subject == "":
		return oneLine(place + ": " + n.Text)
	case place == "":
		return oneLine(n.Subject + ": " + n.Text)
	}
	return oneLine(fmt.Sprintf("%s: %s (%s)", n.Subject, n.Text, place))
}

// short leaves the directory out: it is of one machine.
func (n Note) short() string { return n.in(filepath.Base(n.File)) }

func (n Note) problem() spec.Problem {
	text := n.Text
	if n.Subject != "" {
		text = n.Subject + ": " + text
	}
	return spec.Problem{File: n.File, Line: n.Line, Column: min(n.Line, 1), Code: fault.OlderLab, Reason: oneLine(text)}
}

// oneLine keeps a text on its line, for it becomes a comment: a line break in a name would let the rest of it out of the
// comment.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// change notes what is said another way in the new lab.
func (c *conversion) change(format string, values ...any) {
	c.changes = append(c.changes, change{oneLine(fmt.Sprintf(format, values...)), c.current})
}

// change is what is said another way, and what for: if that is left out in the end, nothing has changed.
type change struct {
	text string
	of   *object
}

// settle lists the changes of what is in the lab in the end, each once.
func (c *conversion) settle() {
	there := map[*object]bool{nil: true}
	for _, e := range c.clusters {
		there[e.from] = true
		for _, pool := range e.pools {
			there[pool] = true
		}
	}
	for _, e := range c.profiles {
		there[e.from] = true
		for _, chart := range e.charts {
			there[chart] = true
		}
	}
	for _, e := range c.management {
		there[e.from] = true
	}
	for _, made := range c.changes {
		if there[made.of] && !slices.Contains(c.result.Changes, made.text) {
			c.result.Changes = append(c.result.Changes, made.text)
		}
	}
}

// while sets what changes are for, and returns how it was before.
func (c *conversion) while(o *object) (back func()) {
	before := c.current
	c.current = o
	return func() { c.current = before }
}

// lose notes what is not in the new lab: something of an object, at a line of its file.
func (c *conversion) lose(of *object, line int, format string, values ...any) {
	c.note(Note{Subject: of.String(), Text: fmt.Sprintf(format, values...), File: of.file, Line: line})
}

// loseFile notes what a file holds that is no object.
func (c *conversion) loseFile(file string, line int, format string, values ...any) {
	c.note(Note{Text: fmt.Sprintf(format, values...), File: file, Line: line})
}

func (c *conversion) note(n Note) {
	n.Text = oneLine(n.Text)
	if !slices.Contains(c.result.Lost, n) {
		c.result.Lost = append(c.result.Lost, n)
	}
}

// noteWidth is how long a line of the header gets.
const noteWidth = 110

// comment writes notes as a list in a comment.
func comment(title string, notes []string) string {
	if len(notes) == 0 {
		return ""
	}
	var text strings.Builder
	text.WriteString("#\n# " + title + "\n")
	for _, n := range notes {
		text.WriteString(wrap(n))
	}
	return text.String()
}

func wrap(text string) string {
	var lines strings.Builder
	line := "# *"
	for _, word := range strings.Fields(text) {
		if len(line)+len(word) >= noteWidth {
			lines.WriteString(line + "\n")
			line = "#  "
		}
		line += " " + word
	}
	return lines.String() + line + "\n"
}
