package lab

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/injection"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// Fault is what is broken of a cluster: a Target, such as a node, its Name, and the Kind of fault, until a time or until it is healed.
// Package injection has the words.
type Fault = injection.Fault

// Broken is a fault and its Cluster.
type Broken = injection.Place

// Break breaks something of a simulated cluster on purpose. It stays so, also when the lab is started again, until its time is over, or
// it is healed, or what was broken is gone.
func (l *Lab) Break(ctx context.Context, cluster string, f Fault) error {
	return fault.Wrap(fault.KubernetesRequest, l.lab.Break(ctx, cluster, f))
}

// Broken lists what is broken on purpose.
func (l *Lab) Broken(ctx context.Context) ([]Broken, error) {
	found, err := l.lab.Faults(ctx, "", func(Fault) bool { return true })
	return found, fault.Wrap(fault.KubernetesRequest, err)
}

// Heal heals what is broken on purpose, of one cluster or, without a name, of all. It returns what that was.
func (l *Lab) Heal(ctx context.Context, cluster string) ([]Broken, error) {
	healed, err := l.lab.Heal(ctx, cluster, func(Fault) bool { return true })
	return healed, fault.Wrap(fault.KubernetesRequest, err)
}

// Finding is what a check found on this machine, with its Verdict, and what to do about it.
type Finding = executor.Finding

// Doctor checks whether this machine can hold the lab: Docker, room, limits, ports, addresses, and what other labs have left. Nothing
// is changed. Apply makes the same checks.
func (l *Lab) Doctor(ctx context.Context) []Finding {
	return l.lab.Border().Findings(l.lab.Doctor(ctx))
}
