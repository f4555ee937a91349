package timeline

import (
	_ "embed"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/course"
	"github.com/kaaslab/kaaslab/internal/svg"
	"github.com/kaaslab/kaaslab/internal/words"
)

//go:embed timeline.css
var style string

// Measures of the picture, in pixels.
const (
	margin, rowHeight = 24.0, 18.0
	head, textSize    = 84.0, 11.0
	chart, tail       = 960.0, 80.0 // tail is for the time of a bar that ends at the end
	leastLabel        = 120.0
	mostWaits         = 12
	mostText          = 150 // letters of a line; titles have all
)

// picture is a timeline while it is written.
type picture struct {
	*Timeline
	out   strings.Builder
	left  float64 // where time begins
	whole time.Duration
}

// SVG draws the run as a picture that needs nothing else, in light or dark as its viewer prefers. Err is how the run ended.
func (t *Timeline) SVG(w io.Writer, err error) error {
	p := &picture{Timeline: t, whole: max(t.now.Sub(t.begun), time.Second)}
	lanes, notBegun := t.lanes()
	waits := t.longest(mostWaits)
	label := leastLabel
	for _, l := range lanes {
		label = max(label, svg.TextWidth(l.label, textSize))
	}
	p.left = margin + label + 12
	bottom := head + rowHeight*float64(len(lanes))
	p.begin(p.left+chart+tail+margin, bottom+rowHeight*float64(len(waits)+5), ending(t, err))
	p.axis(bottom)
	for i, l := range lanes {
		p.lane(l, head+rowHeight*float64(i))
	}
	p.foot(bottom+2*rowHeight, waits, notBegun)
	p.out.WriteString("</svg>\n")
	_, failed := io.WriteString(w, p.out.String())
	return failed
}

func ending(t *Timeline, err error) string {
	text := fmt.Sprintf("%s in %s from %s, ", words.Plural(len(t.steps()), "step"), took(t.now.Sub(t.begun)), t.begun.UTC().Format("2006-01-02 15:04:05 UTC"))
	if err != nil {
		return text + "not to the end"
	}
	return text + "to the end"
}

func (p *picture) begin(width, height float64, ended string) {
	fmt.Fprintf(&p.out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-labelledby="title ended">`+"\n", width, height, width, height)
	fmt.Fprintf(&p.out, "<title id=\"title\">%s</title>\n<desc id=\"ended\">%s</desc>\n<style>\n%s%s</style>\n", svg.Escape(p.title), svg.Escape(ended), svg.Palette, style)
	fmt.Fprintf(&p.out, "<rect class=\"paper\" width=\"%.0f\" height=\"%.0f\"/>\n", width, height)
	p.text("head", margin, margin+12, p.title)
	p.text("", margin, margin+30, ended)
}

// x is where a moment is.
func (p *picture) x(at time.Time) float64 {
	return p.left + chart*float64(at.Sub(p.begun))/float64(p.whole)
}

func (p *picture) axis(bottom float64) {
	step := tickOf(p.whole)
	for at := time.Duration(0); at <= p.whole; at += step {
		x := p.x(p.begun.Add(at))
		fmt.Fprintf(&p.out, "<path class=\"tick\" d=\"M%.1f %.1fV%.1f\"/>", x, head-6, bottom)
		p.text("time", x, head-10, took(at))
	}
}

var ticks = []time.Duration{
	100 * time.Millisecond, time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour,
}

// tickOf leaves at most twelve ticks, which have room beside each other.
func tickOf(whole time.Duration) time.Duration {
	for _, tick := range ticks {
		if whole/tick <= 12 {
			return tick
		}
	}
	return whole
}

func (p *picture) lane(l *lane, y float64) {
	p.text("name", margin, y+13, l.label)
	for _, step := range l.steps {
		p.bar(step, y)
	}
	last := l.steps[len(l.steps)-1]
	p.text("", p.x(l.end)+6, y+13, took(l.end.Sub(l.steps[0].Begun))+unlessDone[last.State])
}

var unlessDone = map[executor.EventType]string{executor.Failed: ", failed", executor.Skipped: ", interrupted", executor.Started: ", not ended"}

var classes = map[executor.EventType]string{executor.Succeeded: "done", executor.Failed: "failed", executor.Skipped: "cut", executor.Started: "cut"}

// bar is a step: a thin line while it waits for its turn, then a part for each thing that it waits for.
func (p *picture) bar(step *course.Step, y float64) {
	if waited := turnOf(step); waited.took() > p.whole/1000 {
		p.part("turn", step, waited, y+7, 3)
	}
	fmt.Fprintf(&p.out, "<g class=\"%s\">", classes[step.State])
	for i, s := range p.visible(p.spans(step)) {
		p.part([]string{"odd", "even"}[i%2], step, s, y+3, rowHeight-6)
		if s.again {
			fmt.Fprintf(&p.out, "<path class=\"again\" d=\"M%.1f %.1fv%.1f\"><title>%s</title></path>", p.x(s.from), y+1, rowHeight-2, svg.Escape(s.text))
		}
	}
	p.out.WriteString("</g>\n")
}

// visible leaves out what is too short to be seen, and gives its time to what came before.
func (p *picture) visible(spans []span) []span {
	var seen []span
	for _, s := range spans {
		if last := len(seen) - 1; last >= 0 && chart*float64(s.took()) < float64(p.whole)/2 && !s.again {
			seen[last].to = s.to
			continue
		}
		seen = append(seen, s)
	}
	return seen
}

func (p *picture) part(class string, step *course.Step, s span, y, height float64) {
	fmt.Fprintf(&p.out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s</title></rect>",
		class, p.x(s.from), y, max(p.x(s.to)-p.x(s.from), 0.5), height, svg.Escape(p.says(step, s)))
}

// says is the title of a part: which step, when, and what it waited for.
func (p *picture) says(step *course.Step, s span) string {
	text := fmt.Sprintf("%s\n%s to %s, %s: %s", step.ID, took(s.from.Sub(p.begun)), took(s.to.Sub(p.begun)), took(s.took()), s.text)
	if step.After != "" && s.from.Equal(step.Begun) {
		text += "\nafter " + string(step.After)
	}
	if step.State == executor.Failed || step.State == executor.Skipped {
		text += "\nended: " + step.Said
	}
	return text
}

// foot tells what most of the time went to, for those who cannot hover.
func (p *picture) foot(y float64, waits []*wait, notBegun []*course.Step) {
	if len(notBegun) > 0 {
		p.text("failed", margin, y, cut(fmt.Sprintf("%s did not begin, the first %s: %s", words.Plural(len(notBegun), "step"), notBegun[0].ID, notBegun[0].Said)))
		y += rowHeight
	}
	p.text("head", margin, y, "What was waited for longest, of all steps together")
	for _, w := range waits {
		y += rowHeight
		p.text("", margin, y, cut(fmt.Sprintf("%s in %s, at most %s (%s): %s", took(w.all), words.Plural(len(w.steps), "step"), took(w.longest), w.step.Resource, w.text)))
	}
}

func (p *picture) text(class string, x, y float64, text string) {
	fmt.Fprintf(&p.out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", class, x, y, svg.Escape(text))
}

func cut(text string) string {
	if letters := []rune(text); len(letters) > mostText {
		return string(letters[:mostText-1]) + "…"
	}
	return text
}

// took says a time as exactly as anybody wants to know it.
func took(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%d:%02d min", int(d.Minutes()), int(d.Seconds())%60)
}
