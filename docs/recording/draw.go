package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// The size of a cell of the screen, and of what is around it.
const (
	cellWidth, cellHeight = 8.4, 19
	margin                = 16
)

const styles = `text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#c9d1d9;white-space:pre}.b{font-weight:700}`

// draw makes an SVG of all frames in a row, behind a window that moves on from one to the next.
func draw(c *cast, frames []frame) []byte {
	wide, high := float64(c.header.Width)*cellWidth+2*margin, float64(c.header.Height)*cellHeight+2*margin
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" role="img" aria-label="%s">`+"\n", wide, high, "A terminal in which a lab is made, looked at and removed with kaaslab")
	fmt.Fprintf(&out, "<style>%s%s</style>\n", styles, film(frames, wide))
	fmt.Fprintf(&out, `<rect width="%.0f" height="%.0f" rx="8" fill="#0d1117"/>`+"\n", wide, high)
	names := defineLines(&out, frames)
	fmt.Fprintln(&out, `<g class="film">`)
	for i, f := range frames {
		fmt.Fprintf(&out, `<svg x="%.0f" width="%.0f" height="%.0f">`, float64(i)*wide, wide, high)
		for y, l := range f.lines {
			if len(l) > 0 {
				fmt.Fprintf(&out, `<use href="#%s" y="%d"/>`, names[key(l)], margin+y*cellHeight)
			}
		}
		fmt.Fprintln(&out, "</svg>")
	}
	fmt.Fprintln(&out, "</g>\n</svg>")
	return out.Bytes()
}

// film moves the frames past the window. Who wants less motion sees the last one.
func film(frames []frame, wide float64) string {
	var whole time.Duration
	for _, f := range frames {
		whole += f.lasts
	}
	var steps strings.Builder
	at := time.Duration(0)
	for i, f := range frames {
		fmt.Fprintf(&steps, "%.3f%%{transform:translateX(%.0fpx)}", 100*at.Seconds()/whole.Seconds(), -float64(i)*wide)
		at += f.lasts
	}
	last := -float64(len(frames)-1) * wide
	return fmt.Sprintf("@keyframes film{%s}.film{animation:film %.1fs step-end infinite}"+
		"@media(prefers-reduced-motion){.film{animation:none;transform:translateX(%.0fpx)}}", steps.String(), whole.Seconds(), last)
}

// defineLines writes each different line once; most frames share most lines.
func defineLines(out *bytes.Buffer, frames []frame) (names map[string]string) {
	names = map[string]string{}
	fmt.Fprintln(out, "<defs>")
	for _, f := range frames {
		for _, l := range f.lines {
			if len(l) > 0 && names[key(l)] == "" {
				names[key(l)] = fmt.Sprintf("l%d", len(names))
				fmt.Fprintf(out, `<g id="%s">%s</g>`+"\n", names[key(l)], drawLine(l))
			}
		}
	}
	fmt.Fprintln(out, "</defs>")
	return names
}

func key(l line) string { return fmt.Sprint(l) }

func drawLine(l line) string {
	var out strings.Builder
	for _, s := range l {
		attributes := ""
		if s.color != "" {
			attributes += ` style="fill:` + s.color + `"`
		}
		if s.bold {
			attributes += ` class="b"`
		}
		var text bytes.Buffer
		_ = xml.EscapeText(&text, []byte(s.text)) // a buffer takes all
		fmt.Fprintf(&out, `<text x="%.1f" y="14" textLength="%.1f"%s>%s</text>`, margin+float64(s.at)*cellWidth, float64(len([]rune(s.text)))*cellWidth, attributes, text.String())
	}
	return out.String()
}
