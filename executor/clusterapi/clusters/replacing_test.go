package clusters

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// clusterOnDocker is a handler of one cluster of which Cluster API says that all is well.
type clusterOnDocker struct{ handler }

func (clusterOnDocker) resource() planner.Resource {
	return planner.WorkloadClusterResource("a", planner.WorkloadCluster{ClusterClass: spec.ClassName("demo", spec.InfrastructureDocker)})
}

func (c clusterOnDocker) Observe(context.Context, planner.Wanted) ([]planner.Observed, error) {
	return []planner.Observed{{Resource: c.resource(), Owner: "demo", Phase: planner.Ready}}, nil
}

func (clusterOnDocker) Apply(context.Context, planner.Resource, executor.Report) error { return nil }

func (clusterOnDocker) AwaitReady(context.Context, planner.Resource, executor.Report) error {
	return nil
}

// pretendedMachines makes another machine, and its container, for each that is replaced.
type pretendedMachines struct {
	there      []Machine
	containers map[string]bool
	replaced   []string
}

func (p *pretendedMachines) List(context.Context) ([]Machine, error) {
	return slices.Clone(p.there), nil
}

func (p *pretendedMachines) Replace(_ context.Context, machine Machine) error {
	p.replaced = append(p.replaced, machine.Name)
	for i := range p.there {
		if p.there[i].Name == machine.Name {
			p.there[i].Name += "-2"
			p.containers[p.there[i].Name] = true
		}
	}
	return nil
}

func TestLostMachinesAreReplaced(t *testing.T) {
	machine := func(name string, controlPlane bool) Machine {
		return Machine{Cluster: "a", Namespace: "default", Name: name, ControlPlane: controlPlane, Provisioned: true}
	}
	for name, c := range map[string]struct {
		containers string
		detail     string
		replaced   []string
		refused    bool
	}{
		"nothing is lost":       {containers: "a-cp a-w1 a-w2"},
		"workers are lost":      {containers: "a-cp", detail: "gone: a-w1, a-w2", replaced: []string{"a-w1", "a-w2"}},
		"all that it knew, too": {containers: "a-w1", detail: "gone: a-cp, a-w2", refused: true},
	} {
		t.Run(name, func(t *testing.T) {
			p := &pretendedMachines{containers: map[string]bool{}, there: []Machine{
				machine("a-cp", true), machine("a-w1", false), machine("a-w2", false),
				{Cluster: "a", Namespace: "default", Name: "a-new"}, {Cluster: "b", Namespace: "default", Name: "b-cp", Provisioned: true}, {Cluster: "a", Namespace: "other", Name: "another-a-cp", Provisioned: true},
			}}
			for _, name := range strings.Fields(c.containers) {
				p.containers[name] = true
			}
			h := &replacing{handler: clusterOnDocker{}, lab: "demo", machines: p, poll: time.Millisecond,
				containers: func(context.Context) (map[string]bool, error) { return p.containers, nil }}
			observed, err := h.Observe(t.Context(), planner.Want(&spec.Lab{}))
			if err != nil || observed[0].Detail != c.detail || (observed[0].Phase == planner.NotReady) != (c.detail != "") {
				t.Errorf("observed %+v, %v; want %q", observed, err, c.detail)
			}
			err = h.Apply(t.Context(), observed[0].Resource, func(string) {})
			if (err != nil) != c.refused || !slices.Equal(p.replaced, c.replaced) {
				t.Errorf("replaced %q, %v; want %q", p.replaced, err, c.replaced)
			}
		})
	}
}

func TestReplacementsAreAwaited(t *testing.T) {
	p := &pretendedMachines{containers: map[string]bool{}, there: []Machine{{Cluster: "a", Namespace: "default", Name: "a-w1", Provisioned: true}}}
	h := &replacing{handler: clusterOnDocker{}, lab: "demo", machines: p, poll: time.Millisecond,
		containers: func(context.Context) (map[string]bool, error) { return p.containers, nil }}
	h.replaced.Store("a", true)
	ctx, cancel := context.WithCancel(t.Context())
	said := ""
	err := h.AwaitReady(ctx, clusterOnDocker{}.resource(), func(line string) { said = line; cancel() })
	if !errors.Is(err, context.Canceled) || said != "Machine a-w1 has no container yet" {
		t.Errorf("said %q, %v", said, err)
	}
	p.containers["a-w1"] = true
	if err := h.AwaitReady(t.Context(), clusterOnDocker{}.resource(), func(string) {}); err != nil {
		t.Error(err)
	}
}

// Between the end of a machine and the beginning of the next there is none, and the cluster has too few.
func TestReplacementsThatAreNotMadeYetAreAwaited(t *testing.T) {
	p := &pretendedMachines{containers: map[string]bool{"a-cp": true}, there: []Machine{{Cluster: "a", Namespace: "default", Name: "a-cp", Provisioned: true}}}
	h := &replacing{handler: clusterOnDocker{}, lab: "demo", machines: p, poll: time.Millisecond,
		containers: func(context.Context) (map[string]bool, error) { return p.containers, nil }}
	h.replaced.Store("a", true)
	r := planner.WorkloadClusterResource("a", planner.WorkloadCluster{
		ControlPlane: planner.ControlPlane{Replicas: 1}, Workers: []planner.WorkerPool{{Name: "md-0", Replicas: 1}},
	})
	ctx, cancel := context.WithCancel(t.Context())
	said := ""
	err := h.AwaitReady(ctx, r, func(line string) { said = line; cancel() })
	if !errors.Is(err, context.Canceled) || said != "1 of 2 machines are made" {
		t.Errorf("said %q, %v", said, err)
	}
}
