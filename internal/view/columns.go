package view

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/kaaslab/kaaslab/internal/printable"
)

// usualWidth is what most terminals show on one line, and what is easy to read in a file.
const usualWidth = 80

// lineWidth is how long lines of text may become.
func (s Style) lineWidth() int {
	if s.Width == 0 {
		return usualWidth
	}
	return s.Width
}

// pad fills text with spaces up to a width. Longer text stays whole: what is cut cannot be copied.
func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text)))
}

// widest is the width of the longest text that is not longer than most.
func widest(texts []string, most int) int {
	width := 0
	for _, text := range texts {
		if n := utf8.RuneCountInString(text); n > width && n <= most {
			width = n
		}
	}
	return width
}

// wordsOf are the words of a text. What stands in quotes for a shell, as in a command that is proposed, is one word with its
// spaces as they are.
func wordsOf(text string) []string { return anyWord.FindAllString(text, -1) }

var anyWord = regexp.MustCompile(`'[^'\n]*'("'"'[^'\n]*')*\S*|\S+`)

// wrap breaks text between words into lines that fit. A word longer than the width gets a line of its own.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range wordsOf(printable.Text(text)) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			lines, line = append(lines, line), word
		default:
			line += " " + word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
