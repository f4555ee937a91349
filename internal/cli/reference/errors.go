package reference

import (
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// notice is on top of every page.
const notice = "<!-- Written by `make docs`. -->\n"

// Errors is the page with a section for each code.
func Errors() string {
	var page strings.Builder
	page.WriteString("# Errors\n\n" + notice + `
Every error of kaaslab ends with a code, such as ` + "`[KL1010]`" + `. A code names a cause; many messages can share one. It never
changes, and is never given to another cause. ` + "`kaaslab explain KL1010`" + ` prints the section of a code, and JSON output has it in
the field ` + "`code`" + `.
`)
	for _, area := range fault.Areas() {
		fmt.Fprintf(&page, "\n## %s\n", area.Title)
		for _, e := range area.Entries {
			fmt.Fprintf(&page, "\n### %s\n\n**%s.** %s\n\n%s\n", e.Code, e.Title, e.Cause, e.Fix)
		}
	}
	return page.String()
}
