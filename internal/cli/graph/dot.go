package graph

import (
	"fmt"
	"io"
	"strings"
)

// Dot writes the graph in Graphviz' language.
func Dot(w io.Writer, g Graph) error {
	var text strings.Builder
	fmt.Fprintf(&text, "digraph %s {\n  rankdir=LR\n  node [shape=box, fontname=\"sans-serif\"]\n  edge [fontname=\"sans-serif\"]\n", dotQuote(g.Title))
	for _, box := range g.Boxes {
		fmt.Fprintf(&text, "  %s [label=\"%s\"%s]\n", dotQuote(box.ID), dotLabel(box), dotLooks[box.Kind])
	}
	for _, line := range g.Lines {
		fmt.Fprintf(&text, "  %s -> %s%s\n", dotQuote(line.From), dotQuote(line.To), dotLine(line))
	}
	text.WriteString("}\n")
	_, err := io.WriteString(w, text.String())
	return err
}

var dotLooks = map[Kind]string{
	Management: ", penwidth=2", Network: ", shape=ellipse", Profile: ", style=dashed",
	Create: ", color=\"#2e7d32\"", Update: ", color=\"#b26a00\"", Ensure: ", color=\"#0277bd\"", Delete: ", color=\"#c62828\"",
}

func dotLine(line Line) string {
	var attrs []string
	if line.Label != "" {
		attrs = append(attrs, "label="+dotQuote(line.Label))
	}
	switch line.Style {
	case Joined:
		attrs = append(attrs, "dir=none")
	case Dashed:
		attrs = append(attrs, "style=dashed")
	case Arrow:
	}
	if len(attrs) == 0 {
		return ""
	}
	return " [" + strings.Join(attrs, ", ") + "]"
}

// dotLabel ends each line with \l, which sets it to the left.
func dotLabel(box Box) string {
	text := dotText.Replace(box.Title) + `\l`
	for _, row := range box.Rows {
		text += dotText.Replace(row) + `\l`
	}
	return text
}

func dotQuote(text string) string { return `"` + dotText.Replace(text) + `"` }

// In a quoted string only the quote and, as labels have escapes of their own, the backslash mean something.
var dotText = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ")
