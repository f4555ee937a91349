package seed

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
)

// render writes the lab file, with what changed on the way on top, where the next reader finds it.
func (c *conversion) render(sources []Source) ([]byte, error) {
	var text bytes.Buffer
	fmt.Fprintf(&text, "# Made by kaaslab init --from %s.\n", names(sources))
	text.WriteString(comment("What changed on the way:", c.result.Changes))
	text.WriteString(comment("Not carried over:", c.result.Lost))
	text.WriteString("\n")
	err := c.lab.Write(&text)
	return text.Bytes(), err
}

// names leaves directories out: they are of one machine.
func names(sources []Source) string {
	short := make([]string, len(sources))
	for i, source := range sources {
		short[i] = strings.Join(strings.Fields(filepath.Base(source.Name)), " ")
	}
	return strings.Join(short, " --from ")
}
