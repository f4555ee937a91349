package executor

import (
	"context"
	"fmt"
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Observe asks every handler once what is there. It asks first those whose kinds stand by themselves, and then, if the
// management cluster is there and ready, those whose kinds it holds; else what it holds cannot be seen, which the state
// says. A handler of kinds of both sorts is asked at first and has to know that itself.
//
// A handler that cannot look makes Observe fail: a lab that is only half seen would be planned as one that is half gone. It
// is asked again before that, if what kept it from looking may pass; again is told why, from any goroutine.
func Observe(ctx context.Context, lab *spec.Lab, handlers Handlers, again ...func(message string)) (planner.State, error) {
	say := func(message string) {
		for _, tell := range again {
			tell(message)
		}
	}
	want := planner.Want(lab)
	if err := checkHandled(want, handlers); err != nil {
		return planner.State{}, err
	}
	free, _ := observers(handlers)
	identity, err := Identify(ctx, lab, handlers, say)
	if err != nil {
		return planner.State{}, allBlind(ctx, want, free, err)
	}
	observed, apart, err := observeEach(ctx, want, free, say)
	if err != nil {
		return planner.State{}, err
	}
	holder, open := opened(lab, planner.NewState(observed...))
	if open {
		if observed, identity, err = observeWithin(ctx, want, handlers, observed, identity, say); err != nil {
			return planner.State{}, err
		}
	}
	proposals, err := proposeAll(ctx, lab, free, say)
	state := planner.NewState(observed...).WithProposals(proposals...).WithIdentity(identity).WithApart(apart)
	return state.WithClosed(planner.KindManagementCluster, holder), err
}

// allBlind names all that cannot look, once one cannot: who reads it shall know how much is missing.
func allBlind(ctx context.Context, want planner.Wanted, observers []observer, first error) error {
	if _, err := observeAll(ctx, want, observers, nil); err != nil {
		return err
	}
	return first
}

// observeWithin adds what the management cluster holds. If that knows the lab under another identity than what stands by
// itself, whose that is has to be judged anew.
func observeWithin(ctx context.Context, want planner.Wanted, handlers Handlers, observed []planner.Observed, before planner.Identity, say func(string)) ([]planner.Observed, planner.Identity, error) {
	free, _ := observers(handlers)
	within, identity, err := observeHeld(ctx, want, handlers, before, say)
	if err == nil && before.Known() && identity.ID != before.ID {
		observed, err = observeAll(ctx, want, free, say)
	}
	return slices.Concat(observed, within), identity, err
}

// observeHeld looks once more where no identity was noted and things are there: another run may have begun to make the lab
// after the first look, and by that one what it makes would be of another lab of the name.
func observeHeld(ctx context.Context, want planner.Wanted, handlers Handlers, before planner.Identity, say func(string)) ([]planner.Observed, planner.Identity, error) {
	_, held := observers(handlers)
	held = slices.DeleteFunc(held, func(o observer) bool { return o.kinds[0] == planner.KindIdentity })
	noted, identity, err := IdentifyWithin(ctx, want, handlers, before, say)
	if err != nil {
		return nil, identity, err
	}
	within, err := observeAll(ctx, want, held, say)
	if err == nil && len(noted) == 0 && len(within) > 0 {
		if noted, identity, err = IdentifyWithin(ctx, want, handlers, before, say); err == nil && len(noted) > 0 {
			within, err = observeAll(ctx, want, held, say)
		}
	}
	return slices.Concat(noted, within), identity, err
}

// proposeAll asks those that choose for what stands by itself. What is within a management cluster has no such choices.
func proposeAll(ctx context.Context, lab *spec.Lab, observers []observer, again func(string)) ([]planner.Resource, error) {
	var proposals []planner.Resource
	for _, o := range observers {
		proposer, chooses := o.handler.(Proposer)
		if !chooses {
			continue
		}
		proposed, err := look(ctx, o.handler, again, func() ([]planner.Resource, error) { return proposer.Propose(ctx, lab) })
		if IsApart(err) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("choose for %s: %w", kindList(o.kinds), Classify(o.kinds[0], err))
		}
		proposals = append(proposals, proposed...)
	}
	return proposals, nil
}

// opened returns the management cluster that the handlers can look into, if there is one: the wanted one, or the one that it
// takes the place of under another name. One of another provider is reached in another way, so that what it holds stays
// unknown, which the planner takes into account.
func opened(lab *spec.Lab, state planner.State) (planner.ID, bool) {
	wanted := planner.ID{Kind: planner.KindManagementCluster, Name: lab.ManagementCluster.Name}
	if o, found := state.Get(wanted); found && canLookInto(lab, o) {
		return wanted, true
	} else if found {
		return planner.ID{}, false
	}
	var earlier []planner.ID
	for _, o := range state.Of(planner.KindManagementCluster) {
		if m, ok := o.Attrs.(planner.ManagementCluster); ok && m.Provider == lab.ManagementCluster.Provider && canLookInto(lab, o) {
			earlier = append(earlier, o.ID)
		}
	}
	if len(earlier) != 1 {
		return planner.ID{}, false
	}
	return earlier[0], true
}

// canLookInto reports whether a management cluster can be asked. One that turns out to be somebody else's is not: the
// plan will say so, which is a better answer than the error of a login that fails.
func canLookInto(lab *spec.Lab, o planner.Observed) bool {
	return o.Phase == planner.Ready && (o.Owner == lab.Name || lab.ManagementCluster.Provider.Given())
}

func checkHandled(want planner.Wanted, handlers Handlers) error {
	var missing []planner.Kind
	for _, kind := range planner.Kinds() {
		if handlers[kind] == nil && len(want.Of(kind)) > 0 {
			missing = append(missing, kind)
		}
	}
	if len(missing) > 0 {
		return fault.Errorf(fault.NotInThisBuild, "this build of kaaslab cannot handle %s, which lab %q needs; take what needs them out of the lab file",
			kindList(missing), want.Lab.Name)
	}
	return nil
}
