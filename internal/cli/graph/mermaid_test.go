package graph_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/kaaslab/kaaslab/internal/cli/chromium"
	"github.com/kaaslab/kaaslab/internal/cli/graph"
)

// mermaidFile is Mermaid itself, where `make ui` puts it.
const mermaidFile = "testdata/node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js"

// drawing is what Mermaid makes of a text.
type drawing struct {
	Error string
	Boxes []string // what is to be read in each
	Lines []string // what is to be read at those that have a label
	Paths int
	Title string
}

const drawMermaid = `(async text => {
	try {
		const {svg} = await mermaid.render("picture", text);
		document.body.innerHTML = svg;
		const all = (selector) => [...document.querySelectorAll(selector)];
		const said = (element) => element.innerText ?? element.textContent;
		return {boxes: all(".node .label, .node .nodeLabel").filter(e => !e.querySelector(".nodeLabel")).map(said), lines: all(".edgeLabels .edgeLabel").filter(e => !e.querySelector(".edgeLabel")).map(said).filter(Boolean),
			paths: all(".edgePaths path").length, title: document.querySelector(".flowchartTitleText")?.textContent ?? ""};
	} catch (e) { return {error: String(e)}; }
})(%s)`

// TestBrowserDrawsMermaid gives Mermaid itself the graphs of the tests, and names that mean something to it.
func TestBrowserDrawsMermaid(t *testing.T) {
	library, err := os.ReadFile(mermaidFile)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("Mermaid is not there; make ui gets it with npm")
	}
	ctx := chromium.Start(t, 1280, 900)
	if err := chromedp.Run(ctx, chromedp.Navigate("about:blank"), chromedp.Evaluate(string(library), nil), chromedp.Evaluate(`mermaid.initialize({startOnLoad: false})`, nil)); err != nil {
		t.Fatal(err)
	}
	all := graphs(t)
	for _, text := range hostile {
		g := hostileGraph(text)
		g.Title = "lab demo" // there are no other names of labs
		all[text] = g
	}
	for name, g := range all {
		text, _ := json.Marshal(string(draw(t, "mermaid", g)))
		var drawn drawing
		if err := chromedp.Run(ctx, chromedp.Evaluate(fmt.Sprintf(drawMermaid, text), &drawn, awaited)); err != nil {
			t.Fatal(err)
		}
		if diff := drawn.differsFrom(g); diff != "" {
			t.Errorf("%q: %s", name, diff)
		}
	}
}

func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }

// differsFrom says what a reader of the drawing is not told, or is told otherwise.
func (d drawing) differsFrom(g graph.Graph) string {
	if d.Error != "" || len(d.Boxes) != len(g.Boxes) || d.Paths != len(g.Lines) {
		return fmt.Sprintf("Mermaid says %q, and draws %d boxes and %d lines, want %d and %d", d.Error, len(d.Boxes), d.Paths, len(g.Boxes), len(g.Lines))
	}
	if words(d.Title) != words(g.Title) {
		return fmt.Sprintf("the title is %q", d.Title)
	}
	for i, box := range g.Boxes {
		if want := words(strings.Join(append([]string{box.Title}, box.Rows...), " ")); words(d.Boxes[i]) != want {
			return fmt.Sprintf("a box says %q, want %q", words(d.Boxes[i]), want)
		}
	}
	var labels []string
	for _, line := range g.Lines {
		if line.Label != "" {
			labels = append(labels, words(line.Label))
		}
	}
	if got := words(strings.Join(d.Lines, " ")); got != strings.Join(labels, " ") {
		return fmt.Sprintf("the lines say %q, want %q", got, labels)
	}
	return ""
}

// words leaves only one blank between words, where Mermaid breaks lines, and nothing that cannot be seen.
func words(text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(text, "\u2060", "")), " ")
}
