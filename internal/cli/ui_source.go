package cli

import (
	"context"
	"reflect"

	"github.com/kaaslab/kaaslab/executor/management"
	web "github.com/kaaslab/kaaslab/internal/cli/page"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// reopening returns what reads the lab file again and again. As long as it says the same, what reaches the lab is kept:
// that holds connections.
func (s *session) reopening() func() (*web.Source, error) {
	now, lab := s.pageSource(), s.Spec
	return func() (*web.Source, error) {
		if s.File == "-" || s.ByName {
			return now, nil
		}
		next, _, err := spec.Load(s.File, s.in)
		if err == nil {
			err = management.KeepDefault(next, s.Dir)
		}
		switch {
		case err != nil:
			return nil, s.outward.Err(err)
		case next.Name != s.Spec.Name:
			return nil, fault.Errorf(fault.AnotherLab, "%s is now that of lab %q and no longer of %q; start kaaslab ui again for that lab", s.File, next.Name, s.Spec.Name)
		case !reflect.DeepEqual(next, lab):
			lab = next
			s.outward.Learn(next)
			changed, err := s.machine.Open(next, s.File)
			if err != nil {
				return nil, s.outward.Err(err)
			}
			now = s.session(changed).pageSource()
		}
		return now, nil
	}
}

func (s *session) pageSource() *web.Source {
	return &web.Source{
		Lab: s.outward.Lab(s.Spec), File: labFileName(s.File),
		Look: s.look, Plan: s.planToSee,
	}
}

// planToSee is the plan, or why there is none, as the page may show it.
func (s *session) planToSee(ctx context.Context) (*planner.Plan, error) {
	plan, err := s.Plan(ctx, operation.PlanOptions{Quiet: true})
	if err != nil {
		return nil, s.outward.Err(err)
	}
	return s.outward.Plan(plan), nil
}

func (s *session) holder() (web.Holder, bool) {
	held, known := s.Dir.Holder()
	return web.Holder{Command: held.Command, PID: held.PID, Started: held.Started}, known
}
