// Package printable takes out of text from outside what a terminal, a log or a page would obey instead of showing: escape
// sequences, other control characters, and marks that turn the direction of writing. Names, conditions, events and logs come
// from machines that anybody may have written to, and a person reads them as kaaslab's own words.
package printable

import (
	"regexp"
	"strings"
	"unicode"
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

// Line is Text in one line, with one blank between words.
func Line(text string) string { return strings.Join(strings.Fields(Text(text)), " ") }

// isPlain finds the text that most text is.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; (c < ' ' && c != '\n' && c != '\t') || c >= 0x7f {
			return utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool { return shown(r) != r }) < 0
		}
	}
	return true
}

// unseen is what cannot be seen and would part two words that look alike: blanks without width, joiners, fillers, operators
// and marks that nobody writes, and variants of what stands before them.
var unseen = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0xad, Hi: 0xad, Stride: 1}, {Lo: 0x34f, Hi: 0x34f, Stride: 1}, {Lo: 0x115f, Hi: 0x1160, Stride: 1}, {Lo: 0x17b4, Hi: 0x17b5, Stride: 1},
	{Lo: 0x180e, Hi: 0x180e, Stride: 1}, {Lo: 0x200b, Hi: 0x200d, Stride: 1}, {Lo: 0x2060, Hi: 0x206f, Stride: 1}, {Lo: 0x3164, Hi: 0x3164, Stride: 1},
	{Lo: 0xfeff, Hi: 0xfeff, Stride: 1}, {Lo: 0xffa0, Hi: 0xffa0, Stride: 1}, {Lo: 0xfff0, Hi: 0xfffb, Stride: 1},
}}

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
	case unicode.Is(unseen, r) || unicode.Is(unicode.Variation_Selector, r):
		return -1
	case r >= 0xe0000 && r <= 0xe007f: // tags, which cannot be seen either
		return -1
	}
	return r
}
