package record

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Live does one scenario after the other to a lab, without a fault.
func (s *Site) Live(ctx context.Context, life []Scenario) (courses []Course, err error) {
	if err := s.clear(); err != nil {
		return nil, err
	}
	for _, scenario := range life {
		before, _, err := s.census(ctx)
		if err == nil {
			err = s.write(scenario.File)
		}
		if err != nil {
			return nil, err
		}
		course, err := s.trace(ctx, scenario, before)
		if err != nil {
			return nil, err
		}
		courses = append(courses, course)
	}
	return courses, nil
}

// Endure does them with a fault in each. What does not converge ends it.
func (s *Site) Endure(ctx context.Context, courses []Course, points []Point) (outcomes []Outcome, err error) {
	if err := s.clear(); err != nil {
		return nil, err
	}
	for i, course := range courses {
		o := Outcome{Point: points[i]}
		wrong := s.write(course.Scenario.File)
		before, strangers, err := s.census(ctx)
		if err != nil {
			return outcomes, err
		}
		if wrong == nil {
			wrong = s.suffer(ctx, course.Scenario, &o)
		}
		if wrong == nil {
			wrong = s.heal(ctx, course, before, strangers)
		}
		if wrong == nil && len(course.after) == 0 {
			wrong = s.nothingLeft(ctx)
		}
		if wrong != nil {
			o.Wrong = wrong.Error()
			return append(outcomes, o), s.scrub(ctx)
		}
		outcomes = append(outcomes, o)
	}
	return outcomes, nil
}

// nothingLeft looks for what a destroy has left.
func (s *Site) nothingLeft(ctx context.Context) error {
	left, _, err := s.census(ctx)
	if err != nil {
		return err
	}
	files, err := s.files()
	if err != nil {
		return err
	}
	if len(left)+len(files) > 0 {
		return fmt.Errorf("destroy has left %s", strings.Join(slices.Concat(slices.Sorted(maps.Keys(left)), files), ", "))
	}
	return nil
}
