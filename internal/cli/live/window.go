package live

import (
	"os"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// window is a terminal in which lines that were written become more when it gets narrower. The library does not know of
// that: it would begin its next picture below the top of the last.
type window struct {
	*os.File

	mu    sync.Mutex
	wide  int
	lines []int // the widths of the lines of the last picture
	up    int   // how far the top of the last picture has moved up since it was drawn
}

// resized takes in a new size before the library does.
func (w *window) resized(m tea.Model, msg tea.Msg) tea.Msg {
	size, ok := msg.(tea.WindowSizeMsg)
	if !ok {
		return msg
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if size.Width < w.wide {
		for _, line := range w.lines {
			w.up += max(0, (line-1)/size.Width)
		}
	}
	w.wide = size.Width
	return msg
}

// Write goes to the top of the last picture first.
func (w *window) Write(data []byte) (int, error) {
	w.mu.Lock()
	up := w.up
	w.up = 0
	w.mu.Unlock()
	if up > 0 {
		if _, err := w.WriteString(ansi.CursorUp(up)); err != nil {
			return 0, err
		}
	}
	return w.File.Write(data)
}

// drawn remembers how wide the lines of a picture are.
func (w *window) drawn(lines []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lines = w.lines[:0]
	for _, line := range lines {
		w.lines = append(w.lines, ansi.StringWidth(line))
	}
}
