package operation

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// observe looks at the lab, and makes sure that it is the one that is meant.
func (r *Run) observe(same bool) (planner.State, error) {
	state, err := executor.Observe(r.Stop, r.lab.Spec, r.lab.Handlers, r.lab.SayAgain())
	if err != nil {
		return state, fault.Errorf(fault.ManagementCluster, "look at lab %q: %w", r.lab.Spec.Name, err)
	}
	return state, r.lab.Accept(r.Stop, state, PlanOptions{SameLab: same, Elsewhere: Accepted})
}

// StopLab stops the lab as a whole, and returns what it stopped. Everything that the lab holds is kept. The management cluster comes
// first, so that nothing replaces the nodes that are stopped after it.
func (r *Run) StopLab(same bool, report func(id planner.ID, message string)) ([]planner.ID, error) {
	if r.lab.Spec.ManagementCluster.Provider.Given() {
		return nil, refuse(fault.CannotStop, "management cluster %s of lab %q was made by others, and its controllers would replace what is stopped; stop that cluster by its own means, or take the lab away with kaaslab destroy",
			r.lab.Spec.ManagementCluster.Name, r.lab.Spec.Name)
	}
	state, err := r.observe(same)
	if err != nil {
		return nil, err
	}
	var stopped []planner.ID
	for _, o := range planner.Running(r.lab.Spec, state) {
		if o.Phase == planner.Stopped {
			continue
		}
		if err := r.stop(o.Resource, report); err != nil {
			return stopped, err
		}
		stopped = append(stopped, o.ID)
	}
	return stopped, nil
}

// stop ends at once only when the run is killed: half of what runs is a state in which nothing works.
func (r *Run) stop(what planner.Resource, report func(planner.ID, string)) error {
	stopper, stops := r.lab.Handlers[what.ID.Kind].(executor.Stopper)
	if !stops {
		return fault.Errorf(fault.NotInThisBuild, "this build of kaaslab cannot stop %s", what.ID)
	}
	err := stopper.Stop(context.WithoutCancel(r.Kill), what, func(message string) { report(what.ID, message) })
	if err != nil {
		return fault.Errorf(fault.Of(executor.Classify(what.ID.Kind, err)), "stop %s: %w; run the same command again", what.ID, err)
	}
	return nil
}

// startRounds is how often a start brings up what is down: what has just come up may go down once more while it settles.
const startRounds = 5

// Start brings a lab that was stopped back to what it was, and returns the plans that it followed: kubeconfigs come after the
// clusters are up, on ports that Docker may have chosen anew.
func (r *Run) Start(same bool) (followed []*planner.Plan, err error) {
	for {
		state, err := r.observe(same)
		if err != nil {
			return followed, err
		}
		running := planner.Running(r.lab.Spec, state)
		if len(followed) == 0 && len(running) == 0 {
			return nil, fault.Errorf(fault.NothingToStart, "nothing of lab %q is there to be started; kaaslab apply makes it", r.lab.Spec.Name)
		}
		down := planner.Down(running)
		if len(followed) == startRounds && len(down) > 0 {
			return followed, fault.Errorf(fault.StepTooLong, "lab %q does not stay up: %s: %s; look at it with kaaslab status", r.lab.Spec.Name, down[0].ID, down[0].Detail)
		}
		done, err := r.revive(state)
		if done != nil {
			followed = append(followed, done)
		}
		if err != nil || done == nil || len(down) == 0 {
			return followed, err
		}
	}
}

// revive brings up what can be brought up as the lab is now, and returns the plan of it, or nothing if all is up.
func (r *Run) revive(state planner.State) (*planner.Plan, error) {
	plan, err := planner.Revive(r.lab.Spec, state)
	if err != nil || plan.Empty() {
		return nil, err
	}
	r.Show(plan)
	if err := r.Perform(plan); err != nil {
		return nil, err
	}
	return plan, nil
}
