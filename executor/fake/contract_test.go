package fake_test

import (
	"sync"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func mustApply(t *testing.T, handlers executor.Handlers, r planner.Resource) {
	t.Helper()
	h, report := handlers[r.ID.Kind], func(string) {}
	if err := h.Apply(t.Context(), r, report); err != nil {
		t.Fatal(err)
	}
	if err := h.AwaitReady(t.Context(), r, report); err != nil {
		t.Fatal(err)
	}
}

// changed are attributes to change the resources of fullLab to, for the kinds that can change in place.
var changed = map[planner.Kind]planner.Attrs{
	planner.KindSysctl:       planner.Sysctl{Value: 1 << 30},
	planner.KindSysctlFile:   planner.SysctlFile{Values: map[string]int64{"fs.inotify.max_user_watches": 1 << 30}},
	planner.KindClusterAPI:   planner.ClusterAPI{Version: "v1.14.3"},
	planner.KindSveltos:      planner.Sveltos{Version: "1.13.1"},
	planner.KindClusterClass: planner.ClusterClass{Infrastructure: "docker", Revision: 99},
	planner.KindObject:       planner.Object{Manifest: planner.Manifest{"data": "other"}},
	planner.KindConfigMap:    planner.ConfigMap{Files: map[string]planner.File{"a": "b"}},
	planner.KindSecret:       planner.Secret{Files: map[string]planner.Hidden{"a": "b"}},
	planner.KindClusterProfile: planner.ClusterProfile{
		SyncMode: "OneTime",
	},
	planner.KindWorkloadCluster: planner.WorkloadCluster{
		ClusterClass: "demo-docker", KubernetesVersion: "v1.36.2", PodCIDR: "10.244.0.0/16", ServiceCIDR: "10.96.0.0/12",
		ControlPlane: planner.ControlPlane{Replicas: 3},
	},
	planner.KindKubeconfig: planner.Kubeconfig{Cluster: planner.ID{Kind: planner.KindWorkloadCluster, Name: "other"}},
}

func TestContract(t *testing.T) {
	lab := fullLab()
	tested := map[planner.Kind]bool{}
	for _, r := range planner.Desired(lab) {
		if tested[r.ID.Kind] {
			continue
		}
		tested[r.ID.Kind] = true
		t.Run(string(r.ID.Kind), func(t *testing.T) {
			t.Parallel()
			handlertest.Run(t, subject(r))
		})
	}
	if len(tested) != len(planner.Kinds()) {
		t.Errorf("the lab has %d kinds of %d", len(tested), len(planner.Kinds()))
	}
}

func subject(r planner.Resource) handlertest.Subject {
	lab := fullLab()
	var w *fake.World
	s := handlertest.Subject{
		Lab: lab, Resource: r, Changed: changed[r.ID.Kind],
		New: func(t *testing.T) executor.Handler {
			w = fake.New()
			build(t, w, lab, r)
			return w.Handlers(lab)[r.ID.Kind]
		},
		NeverReady: func(*testing.T) { w.Block(fake.AwaitReady, r.ID) },
		NeverGone: func(t *testing.T) {
			w.Block(fake.AwaitGone, r.ID)
			t.Cleanup(func() { w.Unblock(fake.AwaitGone, r.ID) })
		},
		Broken: func(*testing.T) executor.Handler {
			broken := fake.New()
			broken.FailWith(func(fake.Op, planner.ID) error { return fake.ErrInjected })
			return broken.Handlers(lab)[r.ID.Kind]
		},
	}
	s.Copy = func(*testing.T) planner.ID { return w.Copy(r.ID) }
	s.LookAlike = func(*testing.T) { w.Add(r, fake.AnotherLab(lab.Name)) }
	s.Vanishing = func(*testing.T) executor.Handler { return meanwhile(w, lab, r, func() { w.Remove(r.ID) }) }
	s.Appearing = func(*testing.T) executor.Handler { return meanwhile(w, lab, r, func() { w.Add(r, "somebody") }) }
	s.Drift = func(*testing.T) { w.Break(r.ID, "stopped") }
	s.Foreign = func(*testing.T) { w.Add(r, "somebody") }
	switch r.ID.Kind {
	case planner.KindSysctl:
		s.AlwaysThere, s.Foreign, s.NeverGone, s.Drift = "the kernel has it", nil, nil, nil
		s.Without = handlertest.Nobodys("the kernel has it")
		s.Copy, s.LookAlike, s.Vanishing, s.Appearing = nil, nil, nil, nil
	case planner.KindImage, planner.KindImageArchive:
		s.AlwaysThere, s.Foreign, s.NeverGone = "nobody owns it", nil, nil
		s.Without = handlertest.Nobodys("nobody owns it")
		s.Copy, s.LookAlike, s.Vanishing, s.Appearing = nil, nil, nil, nil
	case planner.KindNetwork:
		s.Foreign, s.LookAlike, s.Appearing, s.Copy = nil, nil, nil, nil
		s.Without = handlertest.Nobodys("it is used as it is: TestForeignNetworkIsUsed")
	case planner.KindClusterProfile:
		s.Drift = func(*testing.T) { w.Drift(r.ID, s.Changed) }
	}
	return s
}

// meanwhile is a handler behind whose next call something happens, once.
func meanwhile(w *fake.World, lab *spec.Lab, r planner.Resource, happens func()) executor.Handler {
	var once sync.Once
	w.FailWith(func(op fake.Op, id planner.ID) error {
		if op != fake.AwaitReady && op != fake.AwaitGone {
			once.Do(happens)
		}
		return nil
	})
	return w.Handlers(lab)[r.ID.Kind]
}

func TestForeignNetworkIsUsed(t *testing.T) {
	lab, w := fullLab(), fake.New()
	network := desiredByID(lab)[planner.ID{Kind: planner.KindNetwork, Name: "kind"}]
	w.Add(planner.Resource{ID: network.ID, Attrs: planner.Network{Subnet: "10.0.0.0/8"}}, "somebody")
	h := w.Handlers(lab)[planner.KindNetwork]
	if err := h.Apply(t.Context(), network, func(string) {}); err != nil {
		t.Errorf("Apply of what fits: %v", err)
	}
	network.Attrs = planner.Network{Subnet: "192.168.0.0/16"}
	if err := h.Apply(t.Context(), network, func(string) {}); err == nil {
		t.Error("Apply changes a network of somebody else")
	}
	if err := h.Delete(t.Context(), network, func(string) {}); err == nil {
		t.Error("Delete removes a network of somebody else")
	}
}
