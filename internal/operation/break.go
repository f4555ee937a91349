package operation

import (
	"context"
	"slices"

	"github.com/kaaslab/kaaslab/executor/injection"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/spec"
)

// Breakable are the clusters that can be broken on purpose.
func Breakable(lab *spec.Lab) []string {
	var names []string
	for _, c := range lab.Clusters() {
		if c.Infrastructure.Emulated() {
			names = append(names, c.Name)
		}
	}
	return names
}

// MayBreak refuses clusters that are real, or have nothing to break.
func (l *Lab) MayBreak(cluster string) error {
	for _, c := range l.Spec.Clusters() {
		if c.Name != cluster {
			continue
		}
		if c.Infrastructure.Emulated() {
			return nil
		}
		others := "; the lab has no simulated cluster"
		if names := Breakable(l.Spec); len(names) > 0 {
			others = "; " + words.Some(names, MostNamed) + " can be broken"
		}
		return fault.Errorf(fault.NotBreakable, "cluster %q has infrastructure %s, and only simulated clusters can be broken on purpose%s", cluster, c.Infrastructure, others)
	}
	if cluster == l.Spec.ManagementCluster.Name {
		return fault.Errorf(fault.NotBreakable, "%q is the management cluster, which cannot be broken on purpose; name one of its simulated clusters", cluster)
	}
	return l.NoCluster(cluster)
}

// Break breaks something of a simulated cluster on purpose.
func (l *Lab) Break(ctx context.Context, cluster string, f injection.Fault) error {
	if err := f.Check(); err != nil {
		return err
	}
	if err := l.MayBreak(cluster); err != nil {
		return err
	}
	path, _, err := l.Kubeconfig(cluster)
	if err != nil {
		return err
	}
	return l.Injector.Break(ctx, cluster, path, f)
}

// Faults lists what is broken on purpose, of one cluster or of all.
func (l *Lab) Faults(ctx context.Context, cluster string, means func(injection.Fault) bool) ([]injection.Place, error) {
	places, err := l.Injector.List(ctx)
	return slices.DeleteFunc(places, func(p injection.Place) bool {
		return cluster != "" && p.Cluster != cluster || !means(p.Fault)
	}), err
}

// Heal heals what is broken on purpose, and returns what that was.
func (l *Lab) Heal(ctx context.Context, cluster string, means func(injection.Fault) bool) ([]injection.Place, error) {
	places, err := l.Faults(ctx, cluster, means)
	if err != nil {
		return nil, err
	}
	var clusters []string
	for _, p := range places {
		clusters = append(clusters, p.Cluster)
	}
	var healed []injection.Place
	for _, cluster := range slices.Compact(clusters) {
		gone, err := l.Injector.Heal(ctx, cluster, means)
		for _, f := range gone {
			healed = append(healed, injection.Place{Cluster: cluster, Fault: f})
		}
		if err != nil {
			return healed, err
		}
	}
	return healed, nil
}
