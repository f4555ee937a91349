package spec

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// oddCharacter is one that looks like another, or like nothing, and that YAML takes for a letter.
type oddCharacter struct{ name, write string }

// oddCharacters are those that word processors, web pages and keyboards put where people meant a plain one.
var oddCharacters = map[rune]oddCharacter{
	0x00a0: {"no-break space", " "}, 0x202f: {"narrow no-break space", " "}, 0x3000: {"ideographic space", " "}, 0x1680: {"ogham space", " "},
	0x2000: {"en quad", " "}, 0x2001: {"em quad", " "}, 0x2002: {"en space", " "}, 0x2003: {"em space", " "}, 0x2004: {"third of an em space", " "},
	0x2005: {"quarter of an em space", " "}, 0x2006: {"sixth of an em space", " "}, 0x2007: {"figure space", " "}, 0x2008: {"punctuation space", " "},
	0x2009: {"thin space", " "}, 0x200a: {"hair space", " "}, 0x205f: {"mathematical space", " "},
	0x200b: {"zero width space", ""}, 0x200c: {"zero width non-joiner", ""}, 0x200d: {"zero width joiner", ""}, 0x2060: {"word joiner", ""},
	0xfeff: {"byte order mark", ""}, 0x00ad: {"soft hyphen", ""}, 0x200e: {"left-to-right mark", ""}, 0x200f: {"right-to-left mark", ""},
	0x2028: {"line separator", ""}, 0x2029: {"paragraph separator", ""}, 0x0085: {"next line character", ""},
	0x2018: {"typographic quote", "'"}, 0x2019: {"typographic quote", "'"}, 0x201a: {"typographic quote", "'"}, 0x201b: {"typographic quote", "'"},
	0x201c: {"typographic quote", `"`}, 0x201d: {"typographic quote", `"`}, 0x201e: {"typographic quote", `"`}, 0x201f: {"typographic quote", `"`},
	0x00ab: {"typographic quote", `"`}, 0x00bb: {"typographic quote", `"`},
	0x2010: {"typographic hyphen", "-"}, 0x2011: {"no-break hyphen", "-"}, 0x2013: {"en dash", "-"}, 0x2014: {"em dash", "-"}, 0x2212: {"minus sign", "-"},
	0xff1a: {"full-width colon", ":"}, 0xff0c: {"full-width comma", ","}, 0xff0d: {"full-width hyphen", "-"}, 0xff03: {"full-width number sign", "#"},
	0xff3b: {"full-width bracket", "["}, 0xff3d: {"full-width bracket", "]"}, 0xff5b: {"full-width brace", "{"}, 0xff5d: {"full-width brace", "}"},
	0xff02: {"full-width quote", `"`}, 0xff07: {"full-width quote", "'"},
}

// oddName names a character that is easily overlooked, and says what to write; other characters are as they look.
func oddName(c rune) string {
	odd, known := oddCharacters[c]
	switch {
	case !known && !unicode.In(c, unicode.Zs, unicode.Cf) || c == ' ':
		return ""
	case !known:
		return fmt.Sprintf("an invisible character (%U); remove it", c)
	case odd.write == "":
		return fmt.Sprintf("%s (%U), which nobody sees; remove it", withArticle(odd.name), c)
	case odd.write == " ":
		return fmt.Sprintf("%s (%U); write a space instead", withArticle(odd.name), c)
	}
	return fmt.Sprintf("%s (%U); write %s instead", withArticle(odd.name), c, odd.write)
}

func withArticle(name string) string {
	if strings.ContainsRune("aeiou", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}

// oddPlaces are where a line's structure is: its indentation, behind a dash, and on both sides of a colon. There an odd
// character is a mistake; in a text it may be meant.
var oddPlaces = regexp.MustCompile(`^[ -]*([^\x00-\x7f])|^[ -]*["']?[A-Za-z][A-Za-z0-9]*["']? *([^\x00-\x7f])|:[ ]*([^\x00-\x7f])`)

// oddIn is the first odd character of a line at a place that counts, with its column from 1, or nothing.
func oddIn(line []byte) (name string, column int) {
	for _, found := range oddPlaces.FindAllSubmatchIndex(line, -1) {
		for group := 2; group < len(found); group += 2 {
			if start := found[group]; start >= 0 {
				c, _ := utf8.DecodeRune(line[start:])
				if name := oddName(c); name != "" {
					return name, utf8.RuneCount(line[:start]) + 1
				}
			}
		}
	}
	return "", 0
}

// quoted are the parts of a line in which any character is a text.
var quoted = regexp.MustCompile(`"([^"\\]|\\.)*"|'[^']*'|(^|\s)#.*`)

// oddOutside is the first odd character of a line outside of quotes and comments.
func oddOutside(line []byte) (name string, column int) {
	plain := quoted.ReplaceAllFunc(line, func(text []byte) []byte { return bytes.Repeat([]byte("x"), utf8.RuneCount(text)) })
	for i, c := range []rune(string(plain)) {
		if name := oddName(c); name != "" {
			return name, i + 1
		}
	}
	return "", 0
}

// oddNear looks for an odd character in the lines that a parser may mean, and then where it counts in those above them.
func oddNear(data []byte, line int) (name string, at, column int) {
	lines := bytes.Split(data, []byte("\n"))
	look := func(at int, in func([]byte) (string, int)) (string, int) {
		if at < 1 || at > len(lines) {
			return "", 0
		}
		return in(lines[at-1])
	}
	for _, in := range []func([]byte) (string, int){oddIn, oddOutside} {
		for _, at := range []int{line, line + 1, line - 1} {
			if name, column := look(at, in); name != "" {
				return name, at, column
			}
		}
	}
	for at := line - 2; at > 0; at-- {
		if name, column := look(at, oddIn); name != "" {
			return name, at, column
		}
	}
	return "", 0, 0
}

// tellOdd adds to a problem what nobody sees in the key or value that it is about, and moves the problem there.
func (r *reader) tellOdd(p *Problem, node *yaml.Node) {
	if node == nil || node.Kind != yaml.ScalarNode {
		return
	}
	for i, c := range []rune(node.Value) {
		name := oddName(c)
		if name == "" {
			continue
		}
		if node.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
			i++
		}
		p.Reason = "has " + name + " (" + p.Reason + ")"
		if runeAt(r.data, p.Line, p.Column+i) == c {
			p.Column += i
		}
		return
	}
}

// runeAt is the character at a line and a column, both from 1.
func runeAt(data []byte, line, column int) rune {
	for range line - 1 {
		_, data, _ = bytes.Cut(data, []byte("\n"))
	}
	text, _, _ := bytes.Cut(data, []byte("\n"))
	if characters := []rune(string(text)); column >= 1 && column <= len(characters) {
		return characters[column-1]
	}
	return 0
}
