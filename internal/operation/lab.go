package operation

import (
	"context"
	"strings"
	"sync"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/imagearchive"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Lab is a lab file and what reaches its lab.
type Lab struct {
	*Adapters
	machine *Machine

	File string
	Here planner.Identity // who works on the lab, and from where
	Spec *spec.Lab
	Dir  statedir.Dir
	// Warnings are about the lab file.
	Warnings spec.Problems
	// ByName says that the lab file is lost, and the lab is what is there of it.
	ByName bool
	// Report is told what is waited for, and Again why a look takes longer.
	Report, Again func(string)
	// AskSame asks whether a lab that was made elsewhere is the one of the file. Without it, it is not.
	AskSame func(ctx context.Context, strange string) error
}

// PlanOptions are how a plan is asked for.
type PlanOptions struct {
	Destroy   bool
	Adopted   bool // what was adopted goes as well
	Targets   []string
	SameLab   bool // a lab that was made elsewhere is the one of the file
	Elsewhere Elsewhere
	Quiet     bool // nobody waits for it
	// Addons adds what the add-ons will do on each cluster.
	Addons bool
}

// Elsewhere is what is done about a lab that was made elsewhere.
type Elsewhere int

// What is done about it.
const (
	Shown    Elsewhere = iota // it is only looked at
	Refuse                    // until somebody says that it is the same lab
	Accepted                  // as Refuse, and who says so is not asked again
)

// Plan observes the lab and plans the way to what is wanted.
func (l *Lab) Plan(ctx context.Context, how PlanOptions) (*planner.Plan, error) {
	if !how.Destroy {
		if err := executor.Refused(l.Spec, l.Handlers); err != nil {
			return nil, err
		}
		if err := l.readArchives(); err != nil {
			return nil, err
		}
	}
	again := l.SayAgain()
	if how.Quiet {
		again = func(string) {}
	}
	state, err := executor.Observe(ctx, l.Spec, l.Handlers, again)
	if err != nil {
		return nil, fault.Errorf(fault.ManagementCluster, "look at lab %q: %w", l.Spec.Name, err)
	}
	if err := l.Accept(ctx, state, how); err != nil {
		return nil, err
	}
	return l.compute(state, how)
}

// readArchives looks into the archives of images that the lab uses: they are too large to be read with the lab file.
func (l *Lab) readArchives() error {
	for _, r := range planner.DesiredOf(l.Spec, planner.KindImageArchive) {
		if _, err := imagearchive.Read(r.Attrs.(planner.ImageArchive).Path); err != nil {
			return &NoLab{err}
		}
	}
	return nil
}

func (l *Lab) compute(state planner.State, how PlanOptions) (*planner.Plan, error) {
	if how.Adopted {
		state = state.AsMade()
	}
	compute := planner.Compute
	if how.Destroy {
		compute = planner.Teardown
	}
	plan, err := compute(l.Spec, state)
	if err == nil && !how.Destroy {
		plan.Notes = append(plan.Notes, l.overdue()...)
	}
	if err != nil || len(how.Targets) == 0 {
		return plan, err
	}
	if err := plan.CheckNames("--target", how.Targets, l.Spec); err != nil {
		return nil, err
	}
	return plan.Only(how.Targets), nil
}

// Preview is a plan that is only shown. It says what would stop an apply of it.
func (l *Lab) Preview(ctx context.Context, how PlanOptions) (*planner.Plan, error) {
	if how.Destroy && how.Addons {
		return nil, fault.Errorf(fault.WrongArguments, "--addons does not go with --destroy, with which the clusters go as a whole; leave one of them out")
	}
	plan, err := l.Plan(ctx, how)
	if err != nil || how.Destroy {
		return plan, err
	}
	if err := l.Preflight(ctx, plan); err != nil {
		for line := range strings.Lines(fault.Text(err)) {
			plan.Notes = append(plan.Notes, "apply would stop: "+strings.TrimSpace(line))
		}
	}
	if how.Addons {
		plan.Forecasts = l.Forecast(ctx, plan, l.KubeconfigFile)
	}
	return plan, nil
}

// SayAgain tells whoever waits for a plan why it takes longer. Several observers may look again at once, for one reason.
func (l *Lab) SayAgain() func(string) {
	var saying sync.Mutex
	said := map[string]bool{}
	return func(message string) {
		saying.Lock()
		defer saying.Unlock()
		if !said[message] {
			l.Again(message)
		}
		said[message] = true
	}
}

// Accept makes sure that the lab that is there is the one of the file, and notes what was said about that.
func (l *Lab) Accept(ctx context.Context, state planner.State, how PlanOptions) error {
	if !how.Destroy {
		if err := l.checkLoaded(); err != nil {
			return err
		}
	}
	if how.Elsewhere == Shown {
		return nil
	}
	if l.ByName {
		l.meant(state.Identity())
	}
	said, err := l.recognize(ctx, state, how.SameLab)
	if err != nil || !said || how.Elsewhere != Accepted {
		return err
	}
	if err := l.Know(l.Identity()); !how.Destroy || !statedir.Unwritable(err) {
		return err
	}
	return nil // it is asked again the next time, if there is one
}

// Lock keeps other runs from changing the lab. It comes before the lab is looked at, so that the plan still holds when it
// runs.
func (l *Lab) Lock(command string) (release func(), err error) {
	lock, err := l.Dir.Lock(command)
	if err != nil {
		return nil, err
	}
	return func() { _ = lock.Unlock() }, nil
}

// command is how a user runs a command on the lab.
func (l *Lab) command(verb string) string { return l.machine.Command(verb, l.File) }

// Source is the lab for those who look at it as a whole.
func (l *Lab) Source() snapshot.Source {
	return snapshot.Source{
		Lab: l.Spec, Handlers: l.Handlers, Providers: l.Providers, Machines: l.Machines, Addresses: l.Addresses,
		Contents: l.Contents, Kubeconfig: l.KubeconfigFile, Apply: l.command("apply"),
	}
}
