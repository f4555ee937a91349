package seed

import (
	"fmt"
	"slices"
	"strings"
)

// noteWidth is how long a line of the header gets.
const noteWidth = 110

// note adds a sentence that is not there yet. It stays one line, for it becomes a comment: a line break in a name would
// let the rest of it out of the comment.
func note(notes []string, format string, values ...any) []string {
	text := strings.Join(strings.Fields(fmt.Sprintf(format, values...)), " ")
	if slices.Contains(notes, text) {
		return notes
	}
	return append(notes, text)
}

// comment writes notes as a list in a comment.
func comment(title string, notes []string) string {
	if len(notes) == 0 {
		return ""
	}
	var text strings.Builder
	text.WriteString("#\n# " + title + "\n")
	for _, n := range notes {
		text.WriteString(wrap(n))
	}
	return text.String()
}

func wrap(text string) string {
	var lines strings.Builder
	line := "# *"
	for _, word := range strings.Fields(text) {
		if len(line)+len(word) >= noteWidth {
			lines.WriteString(line + "\n")
			line = "#  "
		}
		line += " " + word
	}
	return lines.String() + line + "\n"
}
