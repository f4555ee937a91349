package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
)

// Findings are what checks found on a machine, for a lab or for none.
type Findings struct {
	FormatVersion string             `json:"format_version"`
	Lab           string             `json:"lab,omitempty"`
	Failures      int                `json:"failures"`
	Warnings      int                `json:"warnings"`
	Findings      []executor.Finding `json:"findings"`
}

// NewFindings counts the findings.
func NewFindings(lab string, findings []executor.Finding) Findings {
	f := Findings{FormatVersion: FormatVersion, Lab: lab, Findings: append([]executor.Finding{}, findings...)}
	for _, finding := range findings {
		switch finding.Verdict {
		case executor.Failure:
			f.Failures++
		case executor.Warning:
			f.Warnings++
		}
	}
	return f
}

// FindingsJSON writes findings for machines.
func FindingsJSON(w io.Writer, f Findings) error { return writeJSON(w, f) }

var verdictColours = map[executor.Verdict]colour{executor.Fine: green, executor.Warning: yellow, executor.Failure: red}

// FindingsText writes findings for people: a table, with what to do below what was found.
func FindingsText(w io.Writer, f Findings, style Style) error {
	names := []string{"CHECK"}
	for _, finding := range f.Findings {
		names = append(names, finding.Check)
	}
	text := &findingsText{style: style, nameWidth: widest(names, mostIDWidth)}
	text.row("CHECK", "VERDICT", none, []string{"FOUND"})
	for _, finding := range f.Findings {
		text.finding(finding)
	}
	text.WriteString("\n" + style.paint(bold, f.summary()) + "\n")
	_, err := io.WriteString(w, text.String())
	return err
}

type findingsText struct {
	strings.Builder
	style     Style
	nameWidth int
}

// verdictWidth is that of the longest verdict.
const verdictWidth = len(executor.Warning)

func (t *findingsText) finding(f executor.Finding) {
	width := max(t.style.lineWidth()-t.nameWidth-verdictWidth-4, leastReasonWidth)
	found := f.Found
	if f.Code != "" {
		found += " [" + string(f.Code) + "]"
	}
	lines := wrap(found, width)
	for i, line := range wrap(f.Remedy, width-2) {
		lead := "  "
		if i == 0 {
			lead = "> "
		}
		lines = append(lines, lead+line)
	}
	t.row(f.Check, string(f.Verdict), verdictColours[f.Verdict], lines)
}

func (t *findingsText) row(name, verdict string, c colour, lines []string) {
	for i, line := range lines {
		if i > 0 {
			name, verdict = "", ""
		}
		painted := t.style.paint(c, verdict) + pad("", verdictWidth-len(verdict))
		fmt.Fprintf(t, "%s  %s  %s\n", pad(name, t.nameWidth), painted, line)
	}
}

func (f Findings) summary() string {
	where := "This machine"
	if f.Lab != "" {
		where = fmt.Sprintf("This machine, for lab %q", f.Lab)
	}
	switch {
	case f.Failures > 0:
		return fmt.Sprintf("%s: %s and %s.", where, counted(f.Failures, "failure"), counted(f.Warnings, "warning"))
	case f.Warnings > 0:
		return fmt.Sprintf("%s: good, with %s.", where, counted(f.Warnings, "warning"))
	}
	return where + ": all is well."
}

func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
