package view

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/printable"
	"github.com/kaaslab/kaaslab/internal/tree"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/lab/snapshot"
)

// StatusLook says how a status is shown.
type StatusLook struct {
	Style Style
	Wide  bool // shows every cluster and every machine
}

// StatusText writes a status for people, as a tree.
func StatusText(w io.Writer, s snapshot.Status, look StatusLook) error {
	_, err := io.WriteString(w, strings.Join(StatusLines(s, look), "\n")+"\n")
	return err
}

// StatusLines lays a status out.
func StatusLines(s snapshot.Status, look StatusLook) []string {
	t := &statusTree{StatusLook: look}
	root := tree.Node{Head: look.Style.paint(bold, fmt.Sprintf("Lab %q", s.Lab))}
	root.Children = append(root.Children, t.management(s.ManagementCluster))
	root.Children = append(root.Children, t.clusters(s.WorkloadClusters)...)
	root.Children = append(root.Children, t.profiles(s.AddonProfiles)...)
	lines := tree.Lines([]tree.Node{root}, t.Style.tree())
	return append(append(lines, t.notes(s.AddonProfiles)...), t.problems(s.Problems)...)
}

// statusTree turns the parts of a status into nodes.
type statusTree struct{ StatusLook }

// row is a node whose state has its colour.
func (t *statusTree) row(head, state, detail string) tree.Node {
	return tree.Node{Head: head, State: t.Style.paint(stateColours[state], state), Detail: printable.Line(detail)}
}

func (t *statusTree) profiles(profiles []snapshot.Profile) []tree.Node {
	var nodes []tree.Node
	for _, p := range profiles {
		nodes = append(nodes, t.row("profile "+p.Name, p.State, sentence(p.Detail, namespaceWords(p.Namespace), "on "+t.someNames(p.Clusters))))
	}
	return nodes
}

// mostNames is how many clusters of a profile are named; the rest is counted.
const mostNames = 5

func (t *statusTree) someNames(names []string) string {
	if len(names) == 0 {
		return "no cluster"
	}
	if t.Wide {
		return strings.Join(names, ", ")
	}
	return words.Some(names, mostNames)
}

func (t *statusTree) notes(profiles []snapshot.Profile) []string {
	var notes []string
	for _, p := range profiles {
		if p.Note != "" {
			notes = append(without(notes, p.Note), p.Note)
		}
	}
	return t.labelled(yellow, "note: ", notes)
}

func (t *statusTree) problems(problems []string) []string {
	return t.labelled(red, "problem: ", problems)
}

func (t *statusTree) labelled(c colour, label string, texts []string) []string {
	width := math.MaxInt
	if t.Style.Width > 0 {
		width = t.Style.Width - len(label)
	}
	var lines []string
	for _, text := range texts {
		head := t.Style.paint(c, label)
		for _, line := range wrap(text, width) {
			lines = append(lines, head+line)
			head = strings.Repeat(" ", len(label))
		}
	}
	return lines
}

// sentence joins what there is to say.
func sentence(parts ...string) string { return strings.Join(without(parts, ""), "; ") }

// StatusPicture lays a status out for a window of that height. What does not fit is counted.
func StatusPicture(s snapshot.Status, look StatusLook, height int) []string {
	if s.Lab == "" {
		return []string{"Looking ..."}
	}
	lines := StatusLines(s, look)
	if room := height - 1; len(lines) > room && room > 0 {
		rest := fmt.Sprintf("... and %d more lines, for which the window is too low", len(lines)-room)
		lines = append(lines[:room:room], look.Style.paint(dim, rest))
	}
	return lines
}

var stateColours = map[string]colour{
	snapshot.Ready: green, "Available": green, snapshot.Matched: none,
	snapshot.Missing: yellow, snapshot.Unknown: yellow, snapshot.Waiting: yellow, snapshot.Stopped: yellow, snapshot.Deleting: yellow,
	snapshot.NotReady: red, snapshot.Failed: red,
}

func without(texts []string, unwanted string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return text == unwanted })
}
