package view

import (
	"fmt"

	"github.com/kaaslab/kaaslab/lab/snapshot"
)

// StatusPicture lays a status out for a window of that height. What does not fit is counted.
func StatusPicture(s snapshot.Status, look StatusLook, height int) []string {
	if s.Lab == "" {
		return []string{"Looking ..."}
	}
	lines := StatusLines(s, look)
	if room := height - 1; len(lines) > room && room > 0 {
		rest := fmt.Sprintf("... and %d more lines, for which the window is too low", len(lines)-room)
		lines = append(lines[:room:room], look.Style.paint(dim, rest))
	}
	return lines
}
