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

// Exit is an exit code and what it means.
type Exit struct {
	Code    int
	Meaning string
}

// ExitCodes is the page of the exit codes.
func ExitCodes(codes []Exit) string {
	var page strings.Builder
	page.WriteString("# Exit codes\n\n" + notice + `
Scripts tell by the exit code what happened. What a person has to act on comes before how it was noticed: a run that was
interrupted after a step had failed exits with 3.

| code | meaning |
|---|---|
`)
	for _, e := range codes {
		fmt.Fprintf(&page, "| %d | %s |\n", e.Code, e.Meaning)
	}
	return page.String()
}
