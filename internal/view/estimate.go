package view

import (
	"fmt"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/series"
)

// enough steps have ended when the pace of the next can be told from theirs.
const enough = 3

// toCome says how many steps of a kind have not begun and how long all may take, or nothing when they are few.
func (s *Steps) toCome(k *kindOfSteps) string {
	waiting, ended := k.count(""), k.count(executor.Succeeded)
	if waiting < series.Least || s.over || k.count(executor.Started) == 0 {
		return ""
	}
	text := fmt.Sprintf("%d to come", waiting)
	if ended < enough {
		return text
	}
	left := len(k.steps) - ended - k.count(executor.Failed) - k.count(executor.Skipped)
	each := s.now.Sub(k.begun()) / time.Duration(ended)
	return text + ", about " + roughly(each*time.Duration(left)) + " left"
}

// begun is when the first step of the kind has begun.
func (k *kindOfSteps) begun() time.Time {
	var first time.Time
	for _, step := range k.steps {
		if !step.begun.IsZero() && (first.IsZero() || step.begun.Before(first)) {
			first = step.begun
		}
	}
	return first
}

// roughly says a time no more exactly than it can be known.
func roughly(d time.Duration) string {
	if d < time.Minute {
		return "a minute"
	}
	return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
}
