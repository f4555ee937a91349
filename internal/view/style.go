package view

import (
	"cmp"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/kaaslab/kaaslab/internal/tree"
)

// Style says how text looks.
type Style struct {
	Colour bool
	Width  int  // of the terminal, or zero for what is none
	ASCII  bool // draws with what every terminal and every file shows
}

// StyleFor returns the style that suits a stream: colours only for a terminal that shows them, and only if the user did
// not ask for none (https://no-color.org), and lines and marks that the user's locale has.
func StyleFor(w io.Writer) Style {
	dumb := os.Getenv("TERM") == "dumb"
	return Style{Colour: IsTerminal(w) && os.Getenv("NO_COLOR") == "" && !dumb, Width: widthOf(w), ASCII: dumb || !localeHasUTF8()}
}

// localeHasUTF8 reads the character set of the user's locale as the C library does: the first of these that is set counts, and
// without any it is that of POSIX, which is ASCII.
func localeHasUTF8() bool {
	locale := cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_CTYPE"), os.Getenv("LANG"))
	return strings.Contains(strings.ReplaceAll(strings.ToLower(locale), "-", ""), "utf8")
}

// tree is how the style lays out trees.
func (s Style) tree() tree.Options {
	return tree.Options{Width: s.Width, ASCII: s.ASCII, Dim: func(text string) string { return s.paint(dim, text) }}
}

// CanBeDrawnOn reports whether a stream is a terminal in which the cursor can go back.
func CanBeDrawnOn(w io.Writer) bool {
	return IsTerminal(w) && os.Getenv("TERM") != "dumb" && os.Getenv("TERM") != ""
}

// IsTerminal reports whether a reader or writer is a terminal.
func IsTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// widthOf is how many columns a terminal has, or zero for what is no terminal.
func widthOf(stream any) int {
	if !IsTerminal(stream) {
		return 0
	}
	width, _, err := term.GetSize(int(stream.(*os.File).Fd()))
	if err != nil {
		return 0
	}
	return width
}

type colour string

// The colours follow what people know from other tools: green appears, yellow changes, red goes or failed.
const (
	none   colour = ""
	bold   colour = "\x1b[1m"
	dim    colour = "\x1b[2m"
	red    colour = "\x1b[31m"
	green  colour = "\x1b[32m"
	yellow colour = "\x1b[33m"
	cyan   colour = "\x1b[36m"
)

const reset = "\x1b[0m"

func (s Style) paint(c colour, text string) string {
	if !s.Colour || c == none || text == "" {
		return text
	}
	return string(c) + text + reset
}
