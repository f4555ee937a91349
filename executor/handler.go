package executor

import (
	"context"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Report tells people what a step is doing or waiting for, in a few words. It may be called from any goroutine.
type Report func(message string)

// Handler does the work for kinds of resources. Every method is safe to repeat.
//
// Writing and waiting are apart, because they are interrupted differently and bounded differently: an interrupt lets a
// write under way finish and ends a wait at once, and only writes count against the limit of parallel steps, so that a
// thousand clusters that wait for their machines do not keep the next one from starting.
type Handler interface {
	// Observe lists the resources of the handler's kinds that are there, whoever owns them. What is wanted tells where to look,
	// and what a value that is open or hidden is compared with. An observer that cannot look returns an error; it never leaves
	// things out. Its requests must not grow with the number of resources.
	Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error)
	// Apply makes the resource what it is wanted to be, and returns once that is accepted.
	Apply(ctx context.Context, r planner.Resource, report Report) error
	// AwaitReady returns once the applied resource is ready.
	AwaitReady(ctx context.Context, r planner.Resource, report Report) error
	// Delete asks for the resource to be removed. One that is not there is no error.
	Delete(ctx context.Context, r planner.Resource, report Report) error
	// AwaitGone returns once the deleted resource is gone.
	AwaitGone(ctx context.Context, r planner.Resource, report Report) error
}

// Patchy is a Handler of resources that become ready in several places, each by itself, such as a profile on its clusters.
type Patchy interface {
	// AwaitRest is AwaitReady, but that it waits for no place that is lost: a resource whose step failed in this run, or was skipped. Lost
	// may be called from any goroutine, and its answer may change. If only lost places are left, the error is that of one of them.
	AwaitRest(ctx context.Context, r planner.Resource, report Report, lost Lost) error
}

// Lost returns why a resource will not come about in this run, or nil.
type Lost func(planner.ID) error

// Proposer is a Handler that chooses by itself what a lab leaves open of a resource, such as a subnet that is free.
type Proposer interface {
	// Propose returns the wanted resources that are not there, with the attributes that they would get now.
	Propose(ctx context.Context, lab *spec.Lab) ([]planner.Resource, error)
}

// Handlers has the handler of each kind. One handler may serve several kinds.
type Handlers map[planner.Kind]Handler

// Stopper is a Handler of things that use the machine while they run, and that can be stopped without losing anything.
type Stopper interface {
	// Stop returns once the resource uses the machine no more. Apply and AwaitReady start it again. One that is stopped, or not
	// there, is no error.
	Stop(ctx context.Context, r planner.Resource, report Report) error
}

// ReadyAtOnce is the part of a Handler whose resources are ready when Apply returns.
type ReadyAtOnce struct{}

// AwaitReady has nothing to wait for.
func (ReadyAtOnce) AwaitReady(context.Context, planner.Resource, Report) error { return nil }

// GoneAtOnce is the part of a Handler whose resources are gone when Delete returns.
type GoneAtOnce struct{}

// AwaitGone has nothing to wait for.
func (GoneAtOnce) AwaitGone(context.Context, planner.Resource, Report) error { return nil }

// Staying is the part of a Handler whose resources are nobody's, so that they stay when a lab goes.
type Staying struct{ GoneAtOnce }

// Delete leaves the resource.
func (Staying) Delete(context.Context, planner.Resource, Report) error { return nil }
