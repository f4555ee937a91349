package graph_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/cli/graph"
)

// hostile are texts that mean something in one of the languages, and must come out as they went in.
var hostile = []string{
	`say "hello"`, `it's`, `a\nb \l \\`, "`code`", "a -- b --> c", "a --- |label| b", "[square] (round) {curly} ((both)) [/slanted/]",
	"<b>bold</b> <script>alert(1)</script> <br/>", "&amp; &#35; #35; #quot; #nbsp;", "a; b, c: d | e", "%% no comment", "%%{init: {}}%%",
	"end", "subgraph", "graph LR", "click n0 href \"http://example.com\"", "classDef x fill:#f00", ":::remove", "---", "// no comment", "/* nor this */",
	"1. no list", "* no list", "**bold** _slanted_", "$$x^2$$", "]]>", "<!-- -->", "größe-äöü-ß", "クラスタ", "кластер", "عنقود", "🚀 rocket", "a\u00a0b",
	"workload.example.com/v1beta2", "ends in \\", "\"", "#", "tab\there",
}

// hostileGraph has a text everywhere that one can be.
func hostileGraph(text string) graph.Graph {
	return graph.Graph{
		Title: text,
		Boxes: []graph.Box{{ID: text, Kind: graph.Cluster, Title: text, Rows: []string{text}}, {ID: text + "2", Kind: graph.Delete, Title: "b"}},
		Lines: []graph.Line{{From: text, To: text + "2", Label: text}},
	}
}

func TestDotKeepsEveryText(t *testing.T) {
	plain := strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\l`, "|")
	for _, text := range hostile {
		parsed := parseDot(t, draw(t, "dot", hostileGraph(text)))
		if len(parsed.Nodes.Nodes) != 2 || len(parsed.Edges.Edges) != 1 {
			t.Errorf("%q makes %d nodes and %d edges, want 2 and 1", text, len(parsed.Nodes.Nodes), len(parsed.Edges.Edges))
			continue
		}
		label := plain.Replace(strings.Trim(parsed.Nodes.Sorted()[0].Attrs["label"], `"`))
		if want := text + "|" + text + "|"; label != want {
			t.Errorf("%q has the label %q, want %q", text, label, want)
		}
	}
}

func TestSVGKeepsEveryText(t *testing.T) {
	for _, text := range hostile {
		shown := 0
		for _, said := range svgTexts(t, draw(t, "svg", hostileGraph(text))) {
			if said == text {
				shown++
			}
		}
		if shown != 5 { // as the title for readers and for eyes, of the box, in its row, and at the line
			t.Errorf("%q is shown %d times, want 5", text, shown)
		}
	}
}

// TestSVGHoldsWhatItDraws: nothing is drawn outside of the picture, whatever a viewer makes of it.
func TestSVGHoldsWhatItDraws(t *testing.T) {
	all := graphs(t)
	for _, text := range hostile {
		all[text] = hostileGraph(text)
	}
	for name, g := range all {
		picture := readSVG(t, draw(t, "svg", g))
		if picture.width <= 0 || picture.height <= 0 || len(picture.boxes) != len(g.Boxes) {
			t.Errorf("%s: %d boxes on %v by %v, want %d", name, len(picture.boxes), picture.width, picture.height, len(g.Boxes))
		}
		if i := slices.IndexFunc(picture.boxes, picture.cuts); i >= 0 {
			t.Errorf("%s: box %+v is outside of %v by %v", name, picture.boxes[i], picture.width, picture.height)
		}
	}
}
