package record

import (
	"bufio"
	"io"
)

// newLines reads lines of any length that an object has.
func newLines(r io.Reader) *bufio.Scanner {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 4<<20)
	return lines
}
