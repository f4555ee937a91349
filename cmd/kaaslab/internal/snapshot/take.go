package snapshot

import (
	"context"
	"fmt"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Source is a lab and what reaches it.
type Source struct {
	Lab      *spec.Lab
	Handlers executor.Handlers
	// Providers lists what is installed in the management cluster.
	Providers func(context.Context) ([]Provider, error)
	// Matches reports whether a profile's selector selects a cluster with these labels.
	Matches func(planner.Selector, map[string]string) bool
	// Kubeconfig is the path of a cluster's kubeconfig, or nothing when there is none.
	Kubeconfig func(cluster string) string
	// Apply is the command that brings up what is down.
	Apply string
}

// sight is what could be seen of a lab. A plan needs all of it; status shows the parts that there are.
type sight struct {
	Source
	state     planner.State
	providers []Provider
	seen      map[planner.Kind]bool
	problems  []string
}

// Take looks at the management cluster first, and into it if it is up.
func Take(ctx context.Context, from Source) Status {
	look := &sight{Source: from, seen: map[planner.Kind]bool{}, problems: []string{}, providers: []Provider{}}
	look.at(ctx, planner.KindManagementCluster)
	if look.managementUp() {
		look.at(ctx, planner.KindWorkloadCluster, planner.KindObject, planner.KindClusterProfile)
		look.atProviders(ctx)
	}
	return look.status()
}

// at observes kinds, one after the other: a few lists are not worth the trouble of doing it at once.
func (l *sight) at(ctx context.Context, kinds ...planner.Kind) {
	all := l.state.All()
	for _, kind := range kinds {
		found, err := l.Handlers[kind].Observe(ctx, l.Lab)
		if err != nil {
			l.problem("%s cannot be seen: %s", kind, fault.Text(executor.Classify(kind, err)))
			continue
		}
		l.seen[kind] = true
		all = append(all, found...)
	}
	l.state = planner.NewState(all...)
}

func (l *sight) atProviders(ctx context.Context) {
	found, err := l.Providers(ctx)
	if err != nil {
		l.problem("Cluster API's providers cannot be seen: %s", fault.Text(fault.Wrap(fault.KubernetesRequest, err)))
		return
	}
	l.providers = found
}

func (l *sight) problem(format string, values ...any) {
	l.problems = append(l.problems, fmt.Sprintf(format, values...))
}

func (l *sight) management() (planner.Observed, bool) {
	return l.state.Get(planner.ID{Kind: planner.KindManagementCluster, Name: l.Lab.ManagementCluster.Name})
}

func (l *sight) managementUp() bool {
	there, found := l.management()
	return found && there.Phase == planner.Ready
}
