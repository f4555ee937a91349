package management

import (
	"context"
	"slices"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Clusters handles management clusters by their provider. A lab file may name another provider than the one that was
// there before, so all of them look.
type Clusters map[spec.Provider]Cluster

var (
	_ executor.Handler    = Clusters{}
	_ executor.Identifier = Clusters{}
	_ executor.Refuser    = Clusters{}
	_ executor.Stopper    = Clusters{}
	_ engine.Holder       = Clusters{}
)

// Of is the cluster that the lab wants. Without a lab file, the program of kaaslab's own is looked for.
func (c Clusters) Of(lab *spec.Lab) Cluster {
	if wanted := c[lab.ManagementCluster.Provider]; wanted != nil {
		return wanted
	}
	return c[spec.ProviderEmbedded]
}

// Observe asks the wanted provider first. When two report a cluster of the same name, the later one counts, which is the one that
// has to go before the wanted one can be.
func (c Clusters) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	var all []planner.Observed
	wanted := want.Lab.ManagementCluster.Provider
	for _, provider := range append([]spec.Provider{wanted}, slices.DeleteFunc(slices.Clone(spec.Providers), func(p spec.Provider) bool { return p == wanted })...) {
		found, err := c[provider].Observe(ctx, want)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// Identify implements executor.Identifier for the providers whose clusters carry the lab's identity.
func (c Clusters) Identify(ctx context.Context, lab *spec.Lab) (planner.Identity, error) {
	for _, provider := range spec.Providers {
		identifier, knows := c[provider].(executor.Identifier)
		if !knows {
			continue
		}
		if found, err := identifier.Identify(ctx, lab); err != nil || found.Known() {
			return found, err
		}
	}
	return planner.Identity{}, nil
}

func (c Clusters) of(r planner.Resource) (executor.Handler, error) {
	m, _ := r.Attrs.(planner.ManagementCluster)
	if handler := c[m.Provider]; handler != nil {
		return handler, nil
	}
	return nil, fault.Errorf(fault.NotInThisBuild, "this build of kaaslab has no provider %q for %s", m.Provider, r.ID)
}

// Refuse implements executor.Refuser for the provider that the lab wants.
func (c Clusters) Refuse(lab *spec.Lab) error {
	if refuser, ok := c[lab.ManagementCluster.Provider].(executor.Refuser); ok {
		return refuser.Refuse(lab)
	}
	return nil
}

// Check implements executor.Checker for the providers that can tell.
func (c Clusters) Check(ctx context.Context, r planner.Resource) []executor.Finding {
	handler, err := c.of(r)
	if err != nil {
		return []executor.Finding{executor.FindingOf("provider", err)}
	}
	if checker, ok := handler.(executor.Checker); ok {
		return checker.Check(ctx, r)
	}
	return nil
}

// Explain implements executor.Explainer for the providers that can tell more.
func (c Clusters) Explain(ctx context.Context, r planner.Resource) (executor.Account, error) {
	handler, err := c.of(r)
	if err != nil {
		return executor.Account{}, err
	}
	if explainer, ok := handler.(executor.Explainer); ok {
		return explainer.Explain(ctx, r)
	}
	return executor.Account{}, nil
}

// Apply implements executor.Handler.
func (c Clusters) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	handler, err := c.of(r)
	if err != nil {
		return err
	}
	return handler.Apply(ctx, r, report)
}

// AwaitReady implements executor.Handler.
func (c Clusters) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	handler, err := c.of(r)
	if err != nil {
		return err
	}
	return handler.AwaitReady(ctx, r, report)
}

// Delete implements executor.Handler.
func (c Clusters) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	handler, err := c.of(r)
	if err != nil {
		return err
	}
	return handler.Delete(ctx, r, report)
}

// AwaitGone implements executor.Handler.
func (c Clusters) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	handler, err := c.of(r)
	if err != nil {
		return err
	}
	return handler.AwaitGone(ctx, r, report)
}

// Stop implements executor.Stopper for the providers whose clusters are the lab's own.
func (c Clusters) Stop(ctx context.Context, r planner.Resource, report executor.Report) error {
	handler, err := c.of(r)
	if err != nil {
		return err
	}
	stopper, stops := handler.(executor.Stopper)
	if !stops {
		return fault.Errorf(fault.NotInThisBuild, "%s was made by others, and kaaslab does not stop it", r.ID)
	}
	return stopper.Stop(ctx, r, report)
}

// Holds implements engine.Holder for the providers whose clusters are on Docker. Others hold nothing there.
func (c Clusters) Holds(ctx context.Context, r planner.Resource) (engine.Things, error) {
	handler, err := c.of(r)
	if err != nil {
		return engine.Things{}, err
	}
	if holder, holds := handler.(engine.Holder); holds {
		return holder.Holds(ctx, r)
	}
	return engine.Things{}, nil
}
