package tree_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/kaaslab/kaaslab/internal/tree"
)

var forest = []tree.Node{{
	Head: "lab", Children: []tree.Node{
		{Head: "one", State: "Ready", Detail: "all there is to say about it, at some length, so that it has to be broken"},
		{Head: "a longer name", State: "NotReady", Children: []tree.Node{{Head: "inner", Detail: "/a/path"}}},
		{Head: "last"},
	},
}}

func TestLines(t *testing.T) {
	for _, test := range []struct {
		name    string
		options tree.Options
		want    string
	}{
		{"any length", tree.Options{}, `
lab
├─ one            Ready     all there is to say about it, at some length, so that it has to be broken
├─ a longer name  NotReady
│  └─ inner  /a/path
└─ last`},
		{"beside", tree.Options{Width: 70}, `
lab
├─ one            Ready     all there is to say about it, at some
│                           length, so that it has to be broken
├─ a longer name  NotReady
│  └─ inner  /a/path
└─ last`},
		{"below", tree.Options{Width: 40}, `
lab
├─ one            Ready
│      all there is to say about it, at
│      some length, so that it has to be
│      broken
├─ a longer name  NotReady
│  └─ inner  /a/path
└─ last`},
		{"cut", tree.Options{Width: 40, DetailLines: 1}, `
lab
├─ one            Ready
│      all there is to say about it, at…
├─ a longer name  NotReady
│  └─ inner  /a/path
└─ last`},
		{"in ASCII", tree.Options{Width: 40, DetailLines: 1, ASCII: true}, `
lab
|- one            Ready
|      all there is to say about it, ...
|- a longer name  NotReady
|  ` + "`" + `- inner  /a/path
` + "`" + `- last`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(tree.Lines(forest, test.options), "\n"); got != strings.TrimSpace(test.want) {
				t.Errorf("got\n%s\nwant%s", got, test.want)
			}
		})
	}
}

func TestNoLineIsWiderThanTheTerminal(t *testing.T) {
	for width := 1; width < 100; width++ {
		for _, line := range tree.Lines(forest, tree.Options{Width: width}) {
			if n := ansi.StringWidth(line); n > width {
				t.Fatalf("at %d columns a line has %d: %q", width, n, line)
			}
		}
	}
}
