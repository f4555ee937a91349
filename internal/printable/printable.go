// Package printable takes out of text from outside what a terminal, a log or a page would obey instead of showing: escape
// sequences, other control characters, and marks that turn the direction of writing. Names, conditions, events and logs come
// from machines that anybody may have written to, and a person reads them as kaaslab's own words.
package printable

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// sequences are what terminals obey, with all that belongs to it: colours and movements, titles and links, and the short ones.
// One whose end is missing loses its beginning only, so that the text behind it stays.
var sequences = regexp.MustCompile("(?:\x1b\\[|\u009b)[0-?]*[ -/]*[@-~]" +
	"|(?:\x1b[\\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\x07\x1b\u009c]*(?:\x07|\x1b\\\\|\u009c)" +
	"|\x1b[ -/]*[0-Z\\\\^-~]")

// Text returns a text without what is not to be shown. Line breaks and tabs stay.
func Text(text string) string {
	if isPlain(text) {
		return text
	}
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\r\n", "\n")
	return strings.Map(shown, sequences.ReplaceAllString(text, ""))
}

// isPlain finds the text that most text is.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; (c < ' ' && c != '\n' && c != '\t') || c >= 0x7f {
			return utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool { return shown(r) != r }) < 0
		}
	}
	return true
}

// shown is a character as it is to be seen, or -1 for none.
func shown(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029: // they part words
		return ' '
	case r < ' ' || r >= 0x7f && r <= 0x9f: // control characters
		return -1
	case r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x061c: // directions
		return -1
	case r >= 0x200b && r <= 0x200d || r == 0x2060 || r == 0xfeff || r == 0xad: // what cannot be seen
		return -1
	case r >= 0xe0000 && r <= 0xe007f: // tags, which cannot be seen either
		return -1
	}
	return r
}
