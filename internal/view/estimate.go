package view

import (
	"fmt"
	"slices"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/course"
	"github.com/kaaslab/kaaslab/internal/series"
	"github.com/kaaslab/kaaslab/planner"
)

// enough steps have ended when the pace of the next can be told from theirs.
const enough = 3

// Estimate says of many steps of a kind how far they are.
type Estimate struct {
	Kind   planner.Kind
	Done   int
	All    int
	ToCome int           // have not begun: their turn is still to come
	Left   time.Duration // until all are done; 0 as long as nobody can tell
}

// String is what there is to come, in words.
func (e Estimate) String() string {
	text := fmt.Sprintf("%d to come", e.ToCome)
	if e.Left > 0 {
		text += ", about " + roughly(e.Left) + " left"
	}
	return text
}

// line is the estimate where nothing else tells of the kind.
func (e Estimate) line() string {
	return fmt.Sprintf("%s: %d of %d done, %s", e.Kind, e.Done, e.All, e)
}

// Estimator is told from time to time how far many steps are.
type Estimator interface {
	Estimate(at time.Time, e Estimate)
}

// estimatePace is how often an estimate is told, where it is told line by line.
const estimatePace = 30 * time.Second

// Estimates follows a run and tells estimators how far it is.
type Estimates struct {
	steps *Steps
	to    []Estimator
	said  time.Time
}

// NewEstimates returns what tells those of the views that listen to estimates.
func NewEstimates(plan *planner.Plan, now time.Time, views ...Progress) *Estimates {
	e := &Estimates{steps: NewSteps(plan, Style{}, now), said: now}
	for _, v := range views {
		if estimator, listens := v.(Estimator); listens {
			e.to = append(e.to, estimator)
		}
	}
	return e
}

// Event implements Progress.
func (e *Estimates) Event(event executor.Event) { e.steps.Event(event) }

// Tick implements Progress.
func (e *Estimates) Tick(now time.Time) {
	if now.Sub(e.said) < estimatePace {
		return
	}
	e.said = now
	e.steps.Tick(now)
	for _, k := range e.steps.kinds {
		if estimate, there := e.steps.estimate(k); there {
			for _, to := range e.to {
				to.Estimate(now, estimate)
			}
		}
	}
}

// estimate says how far a kind is of which many steps have not begun. Of few, and of none under way, there is nothing to say.
func (s *Steps) estimate(k *kindOfSteps) (e Estimate, there bool) {
	waiting, ended := k.count(""), k.count(executor.Succeeded)
	if waiting < series.Least || s.over || k.count(executor.Started) == 0 {
		return e, false
	}
	e = Estimate{Kind: k.kind, Done: ended, All: len(k.steps), ToCome: waiting}
	if ended >= enough {
		left := len(k.steps) - ended - k.count(executor.Failed) - k.count(executor.Skipped)
		e.Left = s.now.Sub(k.begun()) / time.Duration(ended) * time.Duration(left)
	}
	return e, true
}

// toCome says how many steps of a kind have not begun and how long all may take, or nothing when they are few.
func (s *Steps) toCome(k *kindOfSteps) string {
	if estimate, there := s.estimate(k); there {
		return estimate.String()
	}
	return ""
}

// begun is when the first step of the kind has begun.
func (k *kindOfSteps) begun() time.Time {
	began := slices.DeleteFunc(slices.Clone(k.steps), func(step *course.Step) bool { return step.Begun.IsZero() })
	if len(began) == 0 {
		return time.Time{}
	}
	return slices.MinFunc(began, func(a, b *course.Step) int { return a.Begun.Compare(b.Begun) }).Begun
}

// roughly says a time no more exactly than it can be known.
func roughly(d time.Duration) string {
	if d < time.Minute {
		return "a minute"
	}
	return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
}
