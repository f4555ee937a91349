package tree

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// line writes a node: its columns, and its detail beside or below them.
func (l *layout) line(n Node, c columns, branch, below string) {
	text := branch + n.Head
	if n.State != "" || n.Detail != "" {
		text = branch + pad(n.Head, c.head)
	}
	if c.state > 0 && (n.State != "" || n.Detail != "") {
		text += space(gap) + pad(n.State, c.state)
	}
	text = strings.TrimRight(text, " ")
	if n.Detail == "" {
		l.add(text)
		return
	}
	l.detail(text, n.Detail, detailColumn(n, c, branch), below)
}

// detailColumn is where a detail starts that stands beside the state, or in its place.
func detailColumn(n Node, c columns, branch string) int {
	column := ansi.StringWidth(branch) + c.head + gap
	if n.State != "" {
		column += c.state + gap
	}
	return column
}

func (l *layout) detail(text, detail string, column int, below string) {
	column = max(column, ansi.StringWidth(text)+gap)
	room := l.Width - column
	if l.Width == 0 || ansi.StringWidth(detail) <= room {
		l.add(pad(text, column) + l.Dim(detail))
		return
	}
	if room < leastBeside {
		l.add(text)
		for _, line := range l.wrap(detail, l.Width-ansi.StringWidth(below)-gap) {
			l.add(below + space(gap) + l.Dim(line))
		}
		return
	}
	for i, line := range l.wrap(detail, room) {
		if i > 0 {
			text = below
		}
		l.add(pad(text, column) + l.Dim(line))
	}
}

// wrap breaks a detail into the lines that it may take. The last one says by its end when there would be more.
func (l *layout) wrap(detail string, width int) []string {
	lines := strings.Split(ansi.Wrap(detail, max(width, 1), ""), "\n")
	if l.DetailLines == 0 || len(lines) <= l.DetailLines {
		return lines
	}
	shown := lines[:l.DetailLines]
	rest := strings.Join(lines[l.DetailLines-1:], " ")
	shown[len(shown)-1] = ansi.Truncate(rest, max(width, 1), l.more)
	return shown
}

// add writes a line. One that is too long for the terminal would be two there, and is cut.
func (l *layout) add(line string) {
	if l.Width > 0 {
		line = ansi.Truncate(line, l.Width, l.more)
	}
	l.lines = append(l.lines, strings.TrimRight(line, " "))
}

func pad(text string, width int) string { return text + space(width-ansi.StringWidth(text)) }

func space(n int) string { return strings.Repeat(" ", max(n, 0)) }
