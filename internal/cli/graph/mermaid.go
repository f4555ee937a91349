package graph

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Mermaid writes the graph as a Mermaid flowchart, which many sites that show Markdown draw.
//
// Statements end in semicolons: Mermaid takes the last one away from a line that looks like a style of its own, and it would
// be that of an entity.
func Mermaid(w io.Writer, g Graph) error {
	var text strings.Builder
	fmt.Fprintf(&text, "---\ntitle: %s\n---\nflowchart LR\n", strconv.Quote(g.Title))
	names := map[string]string{}
	for i, box := range g.Boxes {
		names[box.ID] = "n" + strconv.Itoa(i)
		fmt.Fprintf(&text, "  %s[\"%s\"]:::%s;\n", names[box.ID], mermaidLabel(box), mermaidClass(box.Kind))
	}
	for _, line := range g.Lines {
		fmt.Fprintf(&text, "  %s %s%s %s;\n", names[line.From], mermaidLines[line.Style], mermaidLineLabel(line), names[line.To])
	}
	text.WriteString(mermaidClasses)
	_, err := io.WriteString(w, text.String())
	return err
}

var mermaidLines = map[Style]string{Arrow: "-->", Joined: "---", Dashed: "-.->"}

// mermaidClasses colours borders only: the site chooses the rest, and it may be dark.
const mermaidClasses = `  classDef management stroke-width:3px
  classDef network stroke-dasharray:2 3
  classDef cluster stroke-width:1px
  classDef profile stroke-dasharray:6 3
  classDef create stroke:#2e7d32
  classDef update stroke:#b26a00
  classDef ensure stroke:#0277bd
  classDef remove stroke:#c62828
`

// mermaidClass avoids a word that older releases of Mermaid take for a command.
func mermaidClass(kind Kind) string {
	if kind == Delete {
		return "remove"
	}
	return string(kind)
}

func mermaidLabel(box Box) string {
	lines := []string{mermaidText.Replace(box.Title)}
	for _, row := range box.Rows {
		lines = append(lines, mermaidText.Replace(row))
	}
	return strings.Join(lines, "<br/>")
}

func mermaidLineLabel(line Line) string {
	if line.Label == "" {
		return ""
	}
	return `|"` + mermaidText.Replace(line.Label) + `"|`
}

// mermaidText writes what means something in Mermaid or HTML as Mermaid's entities. Some of it Mermaid takes for its own
// after it has read the entities, unless a word joiner, which nobody sees, is in between: \n, and $$ around a formula.
var mermaidText = strings.NewReplacer(
	`#`, "#35;", `"`, "#quot;", `&`, "#amp;", `<`, "#lt;", `>`, "#gt;", "`", "#96;", `\n`, "#92;#8288;n", `\`, "#92;", "\n", " ",
	`%%`, "#37;#37;", `$$`, "$#8288;$",
)
