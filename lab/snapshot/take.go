package snapshot

import (
	"context"
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Source is a lab and what reaches it.
type Source struct {
	Lab      *spec.Lab
	Handlers executor.Handlers
	// Providers lists what is installed in the management cluster.
	Providers func(context.Context) ([]Provider, error)
	// Machines lists the machines of all workload clusters, by cluster.
	Machines func(context.Context) (map[string][]Machine, error)
	// Addresses says where this machine reaches the API servers of workload clusters on Docker, by cluster.
	Addresses func(context.Context) (map[string]string, error)
	// Contents looks into a cluster, by the file of its kubeconfig. Nobody looks if it is nil.
	Contents func(ctx context.Context, kubeconfig string) (Contents, error)
	// Kubeconfig is the path of a cluster's kubeconfig, or nothing when there is none.
	Kubeconfig func(cluster string) string
	// Apply is the command that brings up what is down.
	Apply string
}

// sight is what could be seen of a lab. A plan needs all of it; status shows the parts that there are.
type sight struct {
	Source
	want      planner.Wanted
	state     planner.State
	providers []Provider
	machines  map[string][]Machine
	addresses map[string]string
	contents  map[string]Contents
	seen      map[planner.Kind]bool
	problems  []string
}

// Take looks at the management cluster first, and into it if it is up.
func Take(ctx context.Context, from Source) Status {
	look := &sight{Source: from, want: planner.Want(from.Lab), seen: map[planner.Kind]bool{}, problems: []string{}, providers: []Provider{}}
	identity := look.identify(ctx)
	look.at(ctx, planner.KindManagementCluster)
	look.atDocker(ctx)
	if look.managementUp() {
		if _, _, err := executor.IdentifyWithin(ctx, look.want, from.Handlers, identity, nil); err != nil {
			look.problem("which lab of its name it is cannot be seen: %s", fault.Text(fault.Wrap(fault.KubernetesRequest, err)))
		}
		look.at(ctx, planner.KindWorkloadCluster, planner.KindObject, planner.KindClusterProfile)
		look.atOwnSveltos(ctx)
		look.atProviders(ctx)
		look.atMachines(ctx)
		look.atContents(ctx)
	}
	return look.status()
}

// identify finds out which lab of its name it is, on which depends what is the lab's.
func (l *sight) identify(ctx context.Context) planner.Identity {
	identity, err := executor.Identify(ctx, l.Lab, l.Handlers, nil)
	if err != nil {
		l.problem("which lab of its name it is cannot be seen: %s", fault.Text(fault.Wrap(fault.StateFiles, err)))
	}
	return identity
}

// atDocker looks at what can be seen of the lab without its management cluster.
func (l *sight) atDocker(ctx context.Context) {
	if !l.Lab.UsesDocker() {
		return
	}
	if l.Lab.ImageCache {
		l.at(ctx, planner.KindImageCache)
	}
	l.at(ctx, planner.KindNetwork, planner.KindPeering, planner.KindNodes)
	if !l.seen[planner.KindNodes] {
		return // the reason is said
	}
	addresses, err := l.Addresses(ctx)
	if err != nil {
		l.problem("the published ports cannot be seen: %s", fault.Text(fault.Wrap(fault.DockerRequest, err)))
	}
	l.addresses = addresses
}

// atOwnSveltos looks at Sveltos where kaaslab has installed it.
func (l *sight) atOwnSveltos(ctx context.Context) {
	if l.Lab.ManagementCluster.Provider.Empty() && len(l.Lab.AddonProfiles) > 0 {
		l.at(ctx, planner.KindSveltos)
	}
}

func (l *sight) atMachines(ctx context.Context) {
	machines, err := l.Machines(ctx)
	if err != nil {
		l.problem("machines cannot be seen: %s", fault.Text(fault.Wrap(fault.KubernetesRequest, err)))
	}
	l.machines = machines
}

// at observes kinds, one after the other: a few lists are not worth the trouble of doing it at once. What keeps several
// from being seen is said once.
func (l *sight) at(ctx context.Context, kinds ...planner.Kind) {
	all, hidden, reasons := l.state.All(), map[string][]string{}, []string{}
	for _, kind := range kinds {
		found, err := l.observe(ctx, kind)
		if err != nil {
			reason := fault.Text(executor.Classify(kind, err))
			if hidden[reason] == nil {
				reasons = append(reasons, reason)
			}
			hidden[reason] = append(hidden[reason], string(kind))
			continue
		}
		l.seen[kind] = true
		all = append(all, found...)
	}
	l.state = planner.NewState(all...)
	for _, reason := range reasons {
		l.problem("%s cannot be seen: %s", strings.Join(hidden[reason], ", "), reason)
	}
}

func (l *sight) observe(ctx context.Context, kind planner.Kind) ([]planner.Observed, error) {
	if l.Handlers[kind] == nil {
		return nil, fault.Errorf(fault.NotInThisBuild, "this build of kaaslab cannot handle it")
	}
	return l.Handlers[kind].Observe(ctx, l.want)
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
