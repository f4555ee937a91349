package operation

import (
	"context"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// ForgetOptions say what a lab lets go of.
type ForgetOptions struct {
	// IDs are things that the lab has adopted, or All of them.
	IDs []planner.ID
	All bool
	// SameLab says that a lab that was made elsewhere is the one of the file.
	SameLab bool
}

// Forget takes the lab's marks off what it has adopted, and returns what that was. Nothing is deleted.
func (r *Run) Forget(o ForgetOptions) ([]planner.ID, error) {
	found, err := r.lab.Survey(r.Stop)
	if err != nil {
		return nil, err
	}
	there := planner.NewState().WithIdentity(found.Identity())
	if err := r.lab.Accept(r.Stop, there, PlanOptions{SameLab: o.SameLab, Elsewhere: Accepted}); err != nil {
		return nil, err
	}
	if o.All {
		o.IDs = found.Adopted()
	}
	if err := found.MayForget(o.IDs); err != nil {
		return nil, err
	}
	if err := r.TakeLease(); err != nil {
		return nil, err
	}
	ctx, end := r.whole()
	defer end()
	return o.IDs, found.Forget(ctx, o.IDs)
}

// whole ends however the run ends: for what is quick, and no plan.
func (r *Run) whole() (ctx context.Context, end func()) {
	ctx, cancel := context.WithCancelCause(r.Stop)
	loose := context.AfterFunc(r.Kill, func() { cancel(context.Cause(r.Kill)) })
	return ctx, func() { loose(); cancel(nil) }
}

// ParseIDs reads names such as workloadCluster/workload-01.
func ParseIDs(args []string) ([]planner.ID, error) {
	ids := make([]planner.ID, len(args))
	for i, arg := range args {
		id, isID := planner.ParseID(arg)
		if !isID {
			return nil, fault.Errorf(fault.WrongArguments, "%q is not kind/name, such as workloadCluster/workload-01", arg)
		}
		ids[i] = id
	}
	return ids, nil
}
