package view

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/kaaslab/kaaslab/planner"
)

// mostIDWidth keeps one long name from pushing everybody's reason to the right edge.
const mostIDWidth = 40

// leastReasonWidth is the room that a reason gets even if the line grows longer than a terminal.
const leastReasonWidth = 24

// PlanText writes a plan for people. The file is the lab file's path, for the sentence that says that nothing changes.
// Equal steps of a fleet share a line, unless full asks for all.
func PlanText(w io.Writer, p *planner.Plan, file string, full bool, style Style) error {
	text := &planText{style: style}
	if !p.Empty() {
		fmt.Fprintf(text, "%s\n\n", style.paint(bold, fmt.Sprintf("Lab %q:", p.Lab)))
		text.steps(grouped(visible(p.Steps), full))
	}
	text.forecasts(p.Forecasts, full)
	text.notes(p.Notes) // what a person should know before saying yes, or see to
	text.WriteString(style.paint(bold, Summary(p, file)) + "\n")
	_, err := io.WriteString(w, text.String())
	return err
}

// planText collects the text, so that it is written at once.
type planText struct {
	strings.Builder
	style   Style
	idWidth int
}

// visible leaves out the deleting half of a replacement: its creating half stands for both.
func visible(steps []planner.Step) []planner.Step {
	var seen []planner.Step
	for _, s := range steps {
		if !s.Replace || s.Action != planner.Delete {
			seen = append(seen, s)
		}
	}
	return seen
}

func (t *planText) steps(groups [][]planner.Step) {
	titles, folded := make([]string, len(groups)), false
	for i, group := range groups {
		titles[i] = groupTitle(group)
		folded = folded || len(group) > 1
	}
	t.idWidth = widest(titles, mostIDWidth)
	for i, group := range groups {
		t.group(titles[i], group)
	}
	if folded {
		t.WriteString("\n" + t.style.paint(dim, "Equal steps share a line; kaaslab plan --full lists each.") + "\n")
	}
	t.WriteByte('\n')
}

// group writes the mark, the action, what it is for and the reason in columns, then a line for each field.
func (t *planText) group(title string, group []planner.Step) {
	s := group[0]
	m := markOf(s)
	head := fmt.Sprintf("%s %s  %s", t.style.paint(m.colour, pad(m.symbol, 3)), pad(m.word, 7), pad(title, t.idWidth))
	t.reason(head, groupReason(group))
	for _, c := range s.Changes {
		for _, line := range wrap(c.String(), t.style.changeWidth()) {
			t.WriteString(strings.Repeat(" ", changeIndent) + t.style.paint(m.colour, line) + "\n")
		}
	}
}

// changeIndent is where the fields that change stand, and the reason where the window is too narrow for another column.
const changeIndent = 15

// changeWidth is the room for a change. In a file it has a line, however long it is.
func (s Style) changeWidth() int {
	if s.Width == 0 {
		return math.MaxInt
	}
	return s.Width - changeIndent
}

// reason writes why a step is there beside its head.
func (t *planText) reason(head, reason string) {
	indent := 3 + 1 + 7 + 2 + t.idWidth + 2
	room := max(t.style.lineWidth()-indent, leastReasonWidth)
	if w := t.style.Width; w > 0 && w-indent < leastReasonWidth {
		t.WriteString(strings.TrimRight(head, " ") + "\n")
		head, indent, room = strings.Repeat(" ", changeIndent-2), changeIndent, w-changeIndent
	}
	for _, line := range wrap(reason, room) {
		t.WriteString(head + "  " + t.style.paint(dim, line) + "\n")
		head = strings.Repeat(" ", indent-2)
	}
}

func reasonOf(s planner.Step) string {
	if s.Because != (planner.ID{}) && !strings.Contains(s.Reason, s.Because.String()) {
		return fmt.Sprintf("%s (%s)", s.Reason, s.Because)
	}
	return s.Reason
}

type mark struct {
	symbol, word string
	colour       colour
}

// markOf is the symbol and word of a step, right-aligned as in the plans that people know.
func markOf(s planner.Step) mark {
	switch {
	case s.Replace:
		return mark{"-/+", "replace", red}
	case s.Action == planner.Create:
		return mark{"  +", "create", green}
	case s.Action == planner.Update:
		return mark{"  ~", "update", yellow}
	case s.Action == planner.Delete:
		return mark{"  -", "delete", red}
	}
	return mark{"  >", string(s.Action), cyan}
}

func (t *planText) notes(notes []string) {
	for _, note := range notes {
		for i, line := range wrap(note, t.style.lineWidth()-6) {
			label := "      "
			if i == 0 {
				label = t.style.paint(yellow, "note: ")
			}
			t.WriteString(label + line + "\n")
		}
	}
	if len(notes) > 0 {
		t.WriteByte('\n')
	}
}
