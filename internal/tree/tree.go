// Package tree lays out lines as a tree that fits a terminal. Siblings have their columns in common, and what is too long
// for a line goes on below, so that nothing has to be cut.
package tree

import "github.com/charmbracelet/x/ansi"

// Node is a line of a tree and what is under it.
type Node struct {
	Head  string // what it is; it may have colours
	State string // how it is, in a word; it may have colours
	// Detail is all that there is to say. It has no colours and goes onto lines of its own where there is no room.
	Detail   string
	Children []Node
}

// Options say how a tree is laid out.
type Options struct {
	// Width is that of the terminal, or zero where lines may be of any length.
	Width int
	// DetailLines is how many lines a detail may take before it is cut, or zero for all that it needs.
	DetailLines int
	// ASCII draws with characters that every terminal shows.
	ASCII bool
	// Dim gives a detail its colour.
	Dim func(string) string
}

const (
	gap = 2
	// widestHead keeps one long name from pushing everybody's state to the right edge.
	widestHead = 44
	// leastBeside is the room that a detail needs to start beside the state and not below it.
	leastBeside = 32
)

// Lines lays out the roots, which have no branches to their left.
func Lines(roots []Node, o Options) []string {
	l := &layout{Options: o, drawing: unicodeDrawing}
	if o.ASCII {
		l.drawing = asciiDrawing
	}
	if l.Dim == nil {
		l.Dim = func(text string) string { return text }
	}
	c := columnsOf(roots)
	for _, root := range roots {
		l.node(root, c, "", "")
	}
	return l.lines
}

type layout struct {
	Options
	drawing
	lines []string
}

// drawing is what lines of a tree are drawn with.
type drawing struct{ branch, lastBranch, trunk, below, more string }

var (
	unicodeDrawing = drawing{"├─ ", "└─ ", "│  ", "│ ", "…"}
	asciiDrawing   = drawing{"|- ", "`- ", "|  ", "| ", "..."}
)

// columns are the widths that siblings have in common.
type columns struct{ head, state int }

func columnsOf(siblings []Node) columns {
	var c columns
	for _, n := range siblings {
		if n.State == "" && n.Detail == "" {
			continue // it has no columns
		}
		if width := ansi.StringWidth(n.Head); width <= widestHead {
			c.head = max(c.head, width)
		}
		c.state = max(c.state, ansi.StringWidth(n.State))
	}
	return c
}

// node writes a node behind its branch, and what is under it behind the trunk.
func (l *layout) node(n Node, c columns, branch, trunk string) {
	below := trunk + "  "
	if len(n.Children) > 0 {
		below = trunk + l.below
	}
	l.line(n, c, branch, below)
	inner := columnsOf(n.Children)
	for i, child := range n.Children {
		if i == len(n.Children)-1 {
			l.node(child, inner, trunk+l.lastBranch, trunk+"   ")
			continue
		}
		l.node(child, inner, trunk+l.branch, trunk+l.trunk)
	}
}
