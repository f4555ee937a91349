package spec

import "bytes"

// syntaxAdvice says in words of this world what the parser's commonest errors come from.
var syntaxAdvice = map[string]string{
	"did not find expected key":                             "the line does not line up with those above it",
	"did not find expected '-' indicator":                   "the line does not line up with the list above it",
	"did not find expected ',' or '}'":                      "a { is not closed, or a comma is missing",
	"did not find expected ',' or ']'":                      "a [ is not closed, or a comma is missing",
	"did not find expected node content":                    "a value is missing, or a { or [ is not closed",
	"could not find expected ':'":                           "a key without a colon, or a line that does not line up",
	"mapping values are not allowed in this context":        "text with a colon and a space in it needs quotes, or the line does not line up",
	"found incompatible YAML document":                      "leave the %YAML line out",
	"did not find expected alphabetic or numeric character": "a * or & begins an alias or an anchor; items of a list begin with - and a space, and other texts with these need quotes",
	"found unexpected end of stream":                        "a quote that begins here is not closed",
}

// tabIndent looks for a tab in the indentation of the line, or of its neighbours: the parser counts lines loosely.
func tabIndent(data []byte, line int) (at, column int) {
	lines := bytes.Split(data, []byte("\n"))
	for _, at := range []int{line, line + 1, line - 1} {
		if at < 1 || at > len(lines) {
			continue
		}
		text := lines[at-1]
		indent := text[:len(text)-len(bytes.TrimLeft(text, " \t-"))]
		if tab := bytes.IndexByte(indent, '\t'); tab >= 0 && len(indent) < len(text) {
			return at, tab + 1
		}
	}
	return 0, 0
}

func lastLine(data []byte) int {
	return max(bytes.Count(bytes.TrimRight(data, "\n"), []byte("\n"))+1, 1)
}
