package cli

import (
	"context"
	"fmt"
	"sync"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/embedded"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// session is a lab file and what reaches its lab.
type session struct {
	*program
	*adapters
	file string
	here planner.Identity // who works on the lab, and from where
	lab  *spec.Lab
	dir  statedir.Dir
	// byName says that the lab file is lost, and the lab is what is there of it.
	byName bool
}

// open reads the lab file. It does not look at the lab yet, and writes nothing.
func (p *program) open(file string) (*session, error) {
	lab, err := p.load(file)
	if err != nil {
		return nil, err
	}
	dir, err := statedir.For(lab.Name)
	if err != nil {
		return nil, err
	}
	if err := keepDefault(lab, dir); err != nil {
		return nil, err
	}
	return p.session(lab, file, dir), nil
}

// keepDefault reads the lab with the default that it was made with.
func keepDefault(lab *spec.Lab, dir statedir.Dir) error {
	if lab.ManagementCluster.Provider != spec.ProviderEmbedded {
		return nil
	}
	infrastructure, err := embedded.DefaultInfrastructure(dir)
	if err == nil {
		lab.Default(infrastructure)
	}
	return err
}

func (p *program) session(lab *spec.Lab, file string, dir statedir.Dir) *session {
	here := hereOf(file, dir)
	return &session{program: p, adapters: p.adapters(lab, dir, here), file: file, here: here, lab: lab, dir: dir}
}

// planned is how a plan is asked for.
type planned struct {
	destroy   bool
	adopted   bool // what was adopted goes as well
	targets   []string
	sameLab   bool // a lab that was made elsewhere is the one of the file
	elsewhere elsewhere
	quiet     bool // nobody waits for it
}

// elsewhere is what is done about a lab that was made elsewhere.
type elsewhere int

const (
	shown    elsewhere = iota // it is only looked at
	refused                   // until somebody says that it is the same lab
	accepted                  // as refused, and who says so is not asked again
)

// plan observes the lab and plans the way to what is wanted.
func (s *session) plan(ctx context.Context, how planned) (*planner.Plan, error) {
	if !how.destroy {
		if err := executor.Refused(s.lab, s.handlers); err != nil {
			return nil, err
		}
	}
	state, err := executor.Observe(ctx, s.lab, s.handlers, s.sayAgain(how.quiet))
	if err != nil {
		return nil, fault.Errorf(fault.ManagementCluster, "look at lab %q: %w", s.lab.Name, err)
	}
	if err := s.accept(ctx, state, how); err != nil {
		return nil, err
	}
	if how.adopted {
		state = state.AsMade()
	}
	compute := planner.Compute
	if how.destroy {
		compute = planner.Teardown
	}
	plan, err := compute(s.lab, state)
	if err != nil || len(how.targets) == 0 {
		return plan, err
	}
	if err := plan.CheckNames("--target", how.targets, s.lab); err != nil {
		return nil, err
	}
	return plan.Only(how.targets), nil
}

// sayAgain tells whoever waits for a plan why it takes longer. Several observers may look again at once, for one reason.
func (s *session) sayAgain(quiet bool) func(string) {
	var saying sync.Mutex
	said := map[string]bool{}
	return func(message string) {
		saying.Lock()
		defer saying.Unlock()
		if !quiet && !said[message] {
			fmt.Fprintln(s.err, s.outward.text(message))
		}
		said[message] = true
	}
}

// accept makes sure that the lab that is there is the one of the file, and notes what was said about that.
func (s *session) accept(ctx context.Context, state planner.State, how planned) error {
	if how.elsewhere == shown {
		return nil
	}
	if s.byName {
		s.meant(state.Identity())
	}
	said, err := s.recognize(ctx, state, how.sameLab)
	if err != nil || !said || how.elsewhere != accepted {
		return err
	}
	if err := s.know(s.identity()); !how.destroy || !statedir.Unwritable(err) {
		return err
	}
	return nil // it is asked again the next time, if there is one
}

// lock keeps other runs from changing the lab. It comes before the lab is looked at, so that the plan still holds when it
// runs.
func (s *session) lock(command string) (release func(), err error) {
	lock, err := s.dir.Lock(command)
	if err != nil {
		return nil, err
	}
	return func() { _ = lock.Unlock() }, nil
}
