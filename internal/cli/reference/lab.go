package reference

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/internal/cli/explain"
)

// LabFile is the page with a section for each level of the lab file.
func LabFile(lab *explain.Field) string {
	var page strings.Builder
	page.WriteString("# The lab file\n\n" + notice + `
` + lab.Description + `

kaaslab reads it from ` + "`lab.yaml`" + `, or from the file that ` + "`-f`" + ` names. ` + "`kaaslab explain`" + ` shows the same in a terminal, and the [JSON schema](../../schemas/lab.v1alpha1.json) shows it in
an editor.
`)
	writeLevel(&page, lab)
	return page.String()
}

func writeLevel(page *strings.Builder, level *explain.Field) {
	if level.Path != "" {
		fmt.Fprintf(page, "\n## %s\n\n%s\n", level.Path, level.Description)
	}
	page.WriteString("\n| key | type | default | what it means |\n|---|---|---|---|\n")
	for _, f := range level.Fields {
		fmt.Fprintf(page, "| `%s` | %s | %s | %s |\n", f.Name, typeOf(f), cell(quoted(f.Default)), cell(meaning(f)))
	}
	if level.Example != "" {
		fmt.Fprintf(page, "\n```yaml\n%s\n```\n", level.Example)
	}
	for _, f := range level.Fields {
		if len(f.Fields) > 0 && !f.Foreign {
			writeLevel(page, f)
		}
	}
}

func typeOf(f *explain.Field) string {
	if f.Required {
		return f.Type + ", required"
	}
	return f.Type
}

func quoted(value string) string {
	if value == "" {
		return ""
	}
	return "`" + value + "`"
}

func meaning(f *explain.Field) string {
	text := f.Description
	if len(f.Allowed) > 0 {
		text += " One of `" + strings.Join(f.Allowed, "`, `") + "`."
	}
	if len(f.Limits) > 0 {
		text += " Limits: " + strings.Join(f.Limits, "; ") + "."
	}
	return text
}

// cell keeps a text within its cell of a table.
func cell(text string) string {
	return cmp.Or(strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", `\|`), "-")
}
