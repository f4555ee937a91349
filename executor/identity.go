package executor

import (
	"context"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Identifier is a Handler of things that stand by themselves and carry the identity of their lab.
type Identifier interface {
	// Identify returns the identity that the lab's things have, or none. It is asked before the handler observes, for whose a
	// thing is depends on it.
	Identify(ctx context.Context, lab *spec.Lab) (planner.Identity, error)
}

// Resolver is the handler of planner.KindIdentity. It tells all that work for the lab which one of its name it is.
type Resolver interface {
	// Resolve takes the identity that was found, or none.
	Resolve(found planner.Identity)
}

// Identify finds out which lab of its name it is, by what stands by itself. A lab that was not made yet has no identity.
func Identify(ctx context.Context, lab *spec.Lab, handlers Handlers, again func(string)) (planner.Identity, error) {
	resolver, resolves := handlers[planner.KindIdentity].(Resolver)
	if !resolves {
		return planner.Identity{}, nil
	}
	free, _ := observers(handlers)
	found, err := identify(ctx, lab, free, again)
	if err == nil {
		resolver.Resolve(found)
	}
	return found, err
}

// identify asks one after the other, in the order of the table of kinds, and takes the first answer. What says something
// else is of another lab of that name.
func identify(ctx context.Context, lab *spec.Lab, observers []observer, again func(string)) (planner.Identity, error) {
	for _, o := range observers {
		identifier, knows := o.handler.(Identifier)
		if !knows {
			continue
		}
		found, err := look(ctx, o.handler, again, func() (planner.Identity, error) { return identifier.Identify(ctx, lab) })
		if IsApart(err) {
			continue
		}
		if err != nil {
			return found, joinByCause([]observer{o}, []error{Classify(o.kinds[0], err)})
		}
		if found.Known() {
			return found, nil
		}
	}
	return planner.Identity{}, nil
}

// IdentifyWithin finds out the same by the management cluster, which has to be ready. What it says counts more: others see
// it too. It returns what was observed of the identity there.
func IdentifyWithin(ctx context.Context, want planner.Wanted, handlers Handlers, before planner.Identity, again func(string)) ([]planner.Observed, planner.Identity, error) {
	handler := handlers[planner.KindIdentity]
	if handler == nil {
		return nil, before, nil
	}
	observed, err := observeAll(ctx, want, []observer{{handler: handler, kinds: []planner.Kind{planner.KindIdentity}}}, again)
	for _, o := range observed {
		if found, known := o.Attrs.(planner.Identity); known && found.Known() && o.Owner == want.Lab.Name {
			if resolver, resolves := handler.(Resolver); resolves {
				resolver.Resolve(found)
			}
			return observed, found, err
		}
	}
	return observed, before, err
}
