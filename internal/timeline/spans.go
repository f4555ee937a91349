package timeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/kaaslab/kaaslab/internal/course"
	"github.com/kaaslab/kaaslab/internal/series"
)

// span is a time in which a step waited for one thing.
type span struct {
	from, to time.Time
	text     string
	again    bool // it began with a failure that was tried again
}

func (s span) took() time.Duration { return s.to.Sub(s.from) }

const (
	writes = "begins"
	turn   = "waits for its turn"
)

// spans are what a step waited for, from its beginning to its end.
func (t *Timeline) spans(step *course.Step) []span {
	end := step.Begun.Add(step.Age(t.now))
	spans := []span{{from: step.Begun, to: end, text: writes}}
	for _, note := range step.Notes {
		if note.At.After(end) {
			break
		}
		spans[len(spans)-1].to = note.At
		spans = append(spans, span{from: note.At, to: end, text: note.Text, again: note.Again})
	}
	return spans
}

// turnOf is the time in which a step could have begun and did not.
func turnOf(step *course.Step) span { return span{from: step.Free, to: step.Begun, text: turn} }

// wait is what many steps waited for.
type wait struct {
	text    string
	all     time.Duration
	longest time.Duration
	step    *course.Step // which waited longest
	steps   map[*course.Step]bool
}

// longest are the waits that took most time in all, the same of several steps together.
func (t *Timeline) longest(most int) []*wait {
	byText := map[string]*wait{}
	for _, step := range t.steps() {
		if step.Begun.IsZero() {
			continue
		}
		for _, s := range append(t.spans(step), turnOf(step)) {
			text := series.Anonymous(s.text, step.Resource.Name)
			if byText[text] == nil {
				byText[text] = &wait{text: text, steps: map[*course.Step]bool{}}
			}
			byText[text].add(step, s.took())
		}
	}
	var waits []*wait
	for _, w := range byText {
		if w.all >= 100*time.Millisecond {
			waits = append(waits, w)
		}
	}
	slices.SortFunc(waits, func(a, b *wait) int { return cmp.Or(cmp.Compare(b.all, a.all), cmp.Compare(a.text, b.text)) })
	return waits[:min(most, len(waits))]
}

func (w *wait) add(step *course.Step, took time.Duration) {
	w.all += took
	w.steps[step] = true
	if took > w.longest || w.step == nil {
		w.longest, w.step = took, step
	}
}
