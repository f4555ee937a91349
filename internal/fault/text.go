package fault

import (
	"slices"
	"strings"
)

// Text is the text of an error for people, with the codes at the ends of the lines to which they belong.
func Text(err error) string {
	lines := strings.Split(err.Error(), "\n")
	codes := make([][]Code, len(lines))
	place := placer{lines: lines}
	walk(err, func(part Coded) {
		at := place.of(part)
		if !slices.Contains(codes[at], part.FaultCode()) {
			codes[at] = append(codes[at], part.FaultCode())
		}
	})
	for i := range lines {
		lines[i] += suffix(codes[i])
	}
	return strings.Join(lines, "\n")
}

func suffix(codes []Code) string {
	if len(codes) == 0 {
		return ""
	}
	texts := make([]string, len(codes))
	for i, code := range codes {
		texts[i] = string(code)
	}
	return " [" + strings.Join(texts, ", ") + "]"
}

// walk visits the outermost errors that have a code, in the order in which they are told.
func walk(err error, visit func(Coded)) {
	if part, ok := err.(Coded); ok { //nolint:errorlint // this is what looks into what is wrapped
		visit(part)
		return
	}
	switch e := err.(type) { //nolint:errorlint // as above
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			walk(inner, visit)
		}
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			walk(inner, visit)
		}
	}
}

// placer finds the lines on which errors begin. They come in order, so that two errors with the same text get a line each.
type placer struct {
	lines []string
	next  int
}

// of is the line on which an error begins. One whose text is not told belongs to the first line.
func (p *placer) of(part error) int {
	first, _, _ := strings.Cut(part.Error(), "\n")
	for _, from := range []int{p.next, 0} {
		for i := from; i < len(p.lines); i++ {
			if strings.Contains(p.lines[i], first) {
				p.next = i + 1
				return i
			}
		}
	}
	return 0
}
