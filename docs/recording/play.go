package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/hinshun/vt10x"
)

const (
	// speed is how much faster a cast is shown than it was recorded.
	speed = 3
	// pause is the longest that nothing changes, blink the shortest that a picture stands, rest how long the last does.
	pause = 1500 * time.Millisecond
	blink = 120 * time.Millisecond
	rest  = 4 * time.Second
)

// frame is what stands on the screen for a time.
type frame struct {
	lines []line
	lasts time.Duration
}

// line is a row of the screen, as spans of one style.
type line []span

type span struct {
	text  string
	at    int // column
	color string
	bold  bool
}

// play shows a cast to a terminal emulator and takes a picture whenever the screen has changed and stood for a moment.
func play(c *cast) ([]frame, error) {
	screen := vt10x.New(vt10x.WithSize(c.header.Width, c.header.Height))
	var frames []frame
	for i, e := range c.events {
		if _, err := screen.Write([]byte(e.text)); err != nil {
			return nil, fmt.Errorf("at %s: %w", e.at, err)
		}
		lasts := rest
		if i+1 < len(c.events) {
			lasts = min((c.events[i+1].at-e.at)/speed, pause)
		}
		frames = add(frames, frame{picture(screen), lasts})
	}
	return frames, nil
}

// add joins a frame with the last one if they are equal, or if that one stood too short to be seen.
func add(frames []frame, next frame) []frame {
	last := len(frames) - 1
	switch {
	case last < 0:
	case slices.EqualFunc(frames[last].lines, next.lines, slices.Equal[line]):
		frames[last].lasts += next.lasts
		return frames
	case frames[last].lasts < blink:
		next.lasts += frames[last].lasts
		return append(frames[:last], next)
	}
	return append(frames, next)
}

func picture(screen vt10x.View) []line {
	screen.Lock()
	defer screen.Unlock()
	cols, rows := screen.Size()
	lines := make([]line, rows)
	for y := range rows {
		for x := range cols {
			lines[y] = lines[y].put(x, screen.Cell(x, y))
		}
	}
	return lines
}

// bold is the emulator's flag for it, which it does not export.
const bold = 1 << 2

// put adds a cell: to the last span if it is of its style and touches it. Blanks are left out.
func (l line) put(x int, cell vt10x.Glyph) line {
	if cell.Char == ' ' || cell.Char == 0 {
		return l
	}
	next := span{string(cell.Char), x, colorOf(cell.FG), cell.Mode&bold != 0}
	if last := len(l) - 1; last >= 0 {
		before := l[last]
		gap := x - before.at - len([]rune(before.text))
		if before.color == next.color && before.bold == next.bold && gap <= 1 {
			l[last].text += spaces[:gap] + next.text
			return l
		}
	}
	return append(l, next)
}

const spaces = " "

// palette are the sixteen colors of a terminal, on a dark ground.
var palette = []string{
	"#6e7681", "#ff7b72", "#7ee787", "#e3b341", "#79c0ff", "#d2a8ff", "#76e3ea", "#c9d1d9",
	"#8b949e", "#ffa198", "#a5f0ad", "#f2cc60", "#a5d6ff", "#e2c5ff", "#b3f0ff", "#ffffff",
}

func colorOf(color vt10x.Color) string {
	switch {
	case color.ANSI():
		return palette[color]
	case color >= 1<<24:
		return "" // the default
	case color < 232 && color >= 16:
		cube := func(n vt10x.Color) int { return []int{0, 95, 135, 175, 215, 255}[n%6] }
		return fmt.Sprintf("#%02x%02x%02x", cube((color-16)/36), cube((color-16)/6), cube(color-16))
	case color < 256:
		grey := 8 + 10*int(color-232)
		return fmt.Sprintf("#%02x%02x%02x", grey, grey, grey)
	}
	return fmt.Sprintf("#%06x", uint32(color))
}
