package reference

import (
	"fmt"
	"strings"
)

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
