package cli

import (
	"context"
	"slices"

	"github.com/kaaslab/kaaslab/executor/injection"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
)

// faultsInMemory are the faults of a World. Its clusters have one node and one pod each.
type faultsInMemory struct{ places []injection.Place }

var _ operation.Injector = (*faultsInMemory)(nil)

func (m *faultsInMemory) List(context.Context) ([]injection.Place, error) {
	return slices.Clone(m.places), nil
}

func (m *faultsInMemory) Break(_ context.Context, cluster, _ string, f injection.Fault) error {
	if f.Name != "" && f.Name != "n-1" && f.Name != "default/web" {
		return fault.Errorf(fault.NotBreakable, "the cluster has no %s %q", f.Target, f.Name)
	}
	m.places = append(m.places, injection.Place{Cluster: cluster, Fault: f})
	return nil
}

func (m *faultsInMemory) Heal(_ context.Context, cluster string, gone func(injection.Fault) bool) ([]injection.Fault, error) {
	var healed []injection.Fault
	m.places = slices.DeleteFunc(m.places, func(p injection.Place) bool {
		if p.Cluster != cluster || !gone(p.Fault) {
			return false
		}
		healed = append(healed, p.Fault)
		return true
	})
	return healed, nil
}
