package main

import (
	"context"
	"fmt"

	"github.com/kaaslab/kaaslab/cmd/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

// sight is what could be seen of a lab. A plan needs all of it; status shows the parts that there are.
type sight struct {
	*session
	state     planner.State
	providers []view.ProviderStatus
	seen      map[planner.Kind]bool
	problems  []string
}

// status looks at the management cluster first, and into it if it is up.
func (s *session) status(ctx context.Context) view.Status {
	look := &sight{session: s, seen: map[planner.Kind]bool{}, problems: []string{}, providers: []view.ProviderStatus{}}
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
		found, err := l.handlers[kind].Observe(ctx, l.lab)
		if err != nil {
			l.problem("%s cannot be seen: %v", kind, err)
			continue
		}
		l.seen[kind] = true
		all = append(all, found...)
	}
	l.state = planner.NewState(all...)
}

func (l *sight) atProviders(ctx context.Context) {
	found, err := l.session.providers(ctx)
	if err != nil {
		l.problem("Cluster API's providers cannot be seen: %v", err)
		return
	}
	l.providers = found
}

func (l *sight) problem(format string, values ...any) {
	l.problems = append(l.problems, fmt.Sprintf(format, values...))
}

func (l *sight) management() (planner.Observed, bool) {
	return l.state.Get(planner.ID{Kind: planner.KindManagementCluster, Name: l.lab.ManagementCluster.Name})
}

func (l *sight) managementUp() bool {
	there, found := l.management()
	return found && there.Phase == planner.Ready
}
