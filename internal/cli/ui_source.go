package cli

import (
	"context"
	"reflect"

	web "github.com/kaaslab/kaaslab/internal/cli/page"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// reopening returns what reads the lab file again and again. As long as it says the same, what reaches the lab is kept:
// that holds connections.
func (s *session) reopening() func() (*web.Source, error) {
	now, lab := s.pageSource(), s.lab
	return func() (*web.Source, error) {
		if s.file == "-" {
			return now, nil
		}
		next, _, err := spec.Load(s.file, s.in)
		if err == nil {
			err = keepDefault(next, s.dir)
		}
		switch {
		case err != nil:
			return nil, s.outward.err(err)
		case next.Name != s.lab.Name:
			return nil, fault.Errorf(fault.AnotherLab, "%s is now that of lab %q and no longer of %q; start kaaslab ui again for that lab", s.file, next.Name, s.lab.Name)
		case !reflect.DeepEqual(next, lab):
			lab = next
			s.outward.learn(next)
			changed := s.session(next, s.file, s.dir)
			now = changed.pageSource()
		}
		return now, nil
	}
}

func (s *session) pageSource() *web.Source {
	return &web.Source{
		Lab: s.outward.lab(s.lab), File: labFileName(s.file),
		Look: s.look, Plan: s.planToSee,
	}
}

// planToSee is the plan, or why there is none, as the page may show it.
func (s *session) planToSee(ctx context.Context) (*planner.Plan, error) {
	plan, err := s.plan(ctx, planned{quiet: true})
	if err != nil {
		return nil, s.outward.err(err)
	}
	return s.outward.plan(plan), nil
}

func (s *session) holder() (web.Holder, bool) {
	held, known := s.dir.Holder()
	return web.Holder{Command: held.Command, PID: held.PID, Started: held.Started}, known
}
