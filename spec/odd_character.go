package spec

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
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
	0x2022: {"bullet", "-"}, 0x2023: {"triangular bullet", "-"}, 0x2043: {"hyphen bullet", "-"}, 0x00b7: {"middle dot", "-"}, 0x2015: {"horizontal bar", "-"},
	0xff1a: {"full-width colon", ":"}, 0xff0c: {"full-width comma", ","}, 0xff0d: {"full-width hyphen", "-"}, 0xff03: {"full-width number sign", "#"},
	0xff3b: {"full-width bracket", "["}, 0xff3d: {"full-width bracket", "]"}, 0xff5b: {"full-width brace", "{"}, 0xff5d: {"full-width brace", "}"},
	0xff02: {"full-width quote", `"`}, 0xff07: {"full-width quote", "'"},
}

// lookalikes are Cyrillic and Greek letters that nobody can tell from plain ones.
var lookalikes = map[rune]rune{
	0x0430: 'a', 0x0435: 'e', 0x043e: 'o', 0x0440: 'p', 0x0441: 'c', 0x0443: 'y', 0x0445: 'x', 0x0456: 'i', 0x0458: 'j', 0x0455: 's',
	0x04bb: 'h', 0x0501: 'd', 0x051b: 'q', 0x051d: 'w', 0x0410: 'A', 0x0412: 'B', 0x0415: 'E', 0x041a: 'K', 0x041c: 'M', 0x041d: 'H',
	0x041e: 'O', 0x0420: 'P', 0x0421: 'C', 0x0422: 'T', 0x0423: 'Y', 0x0425: 'X', 0x0406: 'I', 0x0408: 'J', 0x0405: 'S',
	0x03bf: 'o', 0x03bd: 'v', 0x03b9: 'i', 0x0391: 'A', 0x0392: 'B', 0x0395: 'E', 0x0396: 'Z', 0x0397: 'H', 0x0399: 'I', 0x039a: 'K',
	0x039c: 'M', 0x039d: 'N', 0x039f: 'O', 0x03a1: 'P', 0x03a4: 'T', 0x03a5: 'Y', 0x03a7: 'X',
}

// find returns what is known of a character: by itself, as the full-width form of a plain one, or as its look-alike.
func find(c rune) (odd oddCharacter, known bool) {
	if odd, known = oddCharacters[c]; known {
		return odd, true
	}
	if c > 0xff00 && c < 0xff5f {
		return oddCharacter{"full-width character", string(c - 0xff00 + ' ')}, true
	}
	if plain := lookalikes[c]; plain != 0 && unicode.Is(unicode.Greek, c) {
		return oddCharacter{"Greek letter", string(plain)}, true
	} else if plain != 0 {
		return oddCharacter{"Cyrillic letter", string(plain)}, true
	}
	return oddCharacter{}, false
}

// oddName names a character that is easily overlooked, and says what to write; other characters are as they look.
func oddName(c rune) string {
	odd, known := find(c)
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

// doubt warns of a character in a text without quotes that was hardly meant: spaces that are none and what nobody sees, and at
// both ends what looks like a quote, a dash or a colon. Beside letters of other scripts they belong to the text.
func (r *reader) doubt(at *place, node *yaml.Node) {
	if node.Kind != yaml.ScalarNode || node.Style != 0 {
		return
	}
	characters := []rune(node.Value)
	for i, c := range characters {
		odd, known := oddCharacters[c]
		inside := i > 0 && i < len(characters)-1
		if !known || inside && (strings.TrimSpace(odd.write) != "" || characters[i-1] > unicode.MaxASCII || characters[i+1] > unicode.MaxASCII) {
			continue
		}
		p := r.problem(at, node, fault.OddCharacter, "has "+oddName(c)+", or put the text into quotes if it is meant")
		if runeAt(r.data, p.Line, p.Column+i) == c {
			p.Column += i
		}
		r.addWarning(p)
		return
	}
}

// doubtAll warns of all texts in a value whose keys the user chooses, and of these keys.
func (r *reader) doubtAll(at *place, node *yaml.Node) {
	for i, inner := range node.Content {
		switch {
		case node.Kind == yaml.SequenceNode:
			r.doubtAll(at.item(i), inner)
		case i%2 == 1:
			r.doubtAll(at.key(node.Content[i-1].Value), inner)
		default:
			r.doubt(at.key(inner.Value), inner)
		}
	}
	r.doubt(at, node)
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
