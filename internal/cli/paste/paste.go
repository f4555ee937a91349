// Package paste makes commands for people to paste into a shell.
package paste

import (
	"fmt"
	"strings"

	"al.essio.dev/pkg/shellescape"

	"github.com/kaaslab/kaaslab/internal/printable"
)

// DefaultFile is the lab file of a command that names none.
const DefaultFile = "lab.yaml"

// Word quotes what a shell would not take as one word, or not as it is.
func Word(text string) string {
	if printable.Text(text) == text && !strings.ContainsAny(text, "\n\t") {
		return shellescape.Quote(text)
	}
	return spelled(text)
}

// spelled lets the shell put a word together that cannot be shown on a line: terminals would obey it, and what prints it takes
// that out.
func spelled(text string) string {
	var word strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ' || c >= 0x7f || c == '\'' || c == '\\':
			fmt.Fprintf(&word, `\%03o`, c)
		case c == '%':
			word.WriteString("%%")
		default:
			word.WriteByte(c)
		}
	}
	return `"$(printf '` + word.String() + `')"`
}

// Command is a program with its arguments.
func Command(words ...string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = Word(word)
	}
	return strings.Join(quoted, " ")
}

// File is the -f that a command needs for a lab file, with a space before it.
func File(file string) string {
	if file == DefaultFile {
		return ""
	}
	return " -f " + Word(file)
}
