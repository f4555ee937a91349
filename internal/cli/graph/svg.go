package graph

import (
	_ "embed"
	"fmt"
	"io"
	"strings"

	"github.com/kaaslab/kaaslab/internal/svg"
)

//go:embed graph.css
var style string

// SVG writes the graph as a picture that needs nothing else, in light or dark as its viewer prefers.
func SVG(w io.Writer, g Graph) error {
	l := newLayout(g)
	l.order()
	width, height := l.place()
	width = max(width, svg.TextWidth(g.Title, titleSize)+2*margin)
	var text strings.Builder
	fmt.Fprintf(&text, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-labelledby="title">`+"\n", width, height, width, height)
	fmt.Fprintf(&text, "<title id=\"title\">%s</title>\n<style>\n%s</style>\n%s\n", svg.Escape(g.Title), svg.Palette+style, arrowHead)
	fmt.Fprintf(&text, "<rect class=\"paper\" width=\"%.0f\" height=\"%.0f\"/>\n", width, height)
	fmt.Fprintf(&text, "<text class=\"head\" x=\"%.0f\" y=\"%.0f\">%s</text>\n", margin, margin+titleSize, svg.Escape(g.Title))
	for _, r := range l.routes {
		writeRoute(&text, r)
	}
	for _, column := range l.columns {
		for _, it := range column {
			writeBox(&text, it)
		}
	}
	text.WriteString("</svg>\n")
	_, err := io.WriteString(w, text.String())
	return err
}

const arrowHead = `<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="point" d="M0 0 8 4 0 8z"/></marker></defs>`

func writeBox(text *strings.Builder, it *item) {
	if it.box == nil {
		return
	}
	fmt.Fprintf(text, "<g class=\"box %s\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"6\"/>", it.box.Kind, it.x, it.y, it.width, it.height)
	y := it.y + padding + titleSize - 2
	fmt.Fprintf(text, "<text class=\"name\" x=\"%.1f\" y=\"%.1f\">%s</text>", it.x+padding, y, svg.Escape(it.box.Title))
	for _, row := range it.box.Rows {
		y += rowHeight
		fmt.Fprintf(text, "<text x=\"%.1f\" y=\"%.1f\">%s</text>", it.x+padding, y, svg.Escape(row))
	}
	text.WriteString("</g>\n")
}

// writeRoute draws a curve from column to column, and straight on through those that the line passes.
func writeRoute(text *strings.Builder, r route) {
	from := r.items[0]
	x, y := from.x+from.width, from.middle()
	path := fmt.Sprintf("M%.1f %.1f", x, y)
	for _, to := range r.items[1:] {
		middle := (x + to.x) / 2
		path += fmt.Sprintf(" C%.1f %.1f %.1f %.1f %.1f %.1f", middle, y, middle, to.middle(), to.x, to.middle())
		x, y = to.x, to.middle()
		if to.box == nil {
			x += to.width
			path += fmt.Sprintf(" H%.1f", x)
		}
	}
	fmt.Fprintf(text, "<path class=\"%s\" d=\"%s\"%s/>\n", lineClasses[r.line.Style], path, marker(r.line.Style))
	if r.line.Label != "" {
		next := r.items[1]
		fmt.Fprintf(text, "<text class=\"label\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
			(from.x+from.width+next.x)/2, (from.middle()+next.middle())/2-5, svg.Escape(r.line.Label))
	}
}

var lineClasses = map[Style]string{Arrow: "line", Joined: "line joined", Dashed: "line dashed"}

func marker(style Style) string {
	if style == Joined {
		return ""
	}
	return ` marker-end="url(#head)"`
}
