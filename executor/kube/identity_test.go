package kube_test

import (
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
)

func makeIdentities(access *kube.Access, lab *ownership.Lab) executor.Handler {
	return kube.NewIdentities(access, lab)
}

func TestIdentityContract(t *testing.T) {
	lab, name := labWith(), "kaaslab-contract"
	subject := whose(handlertest.Subject{
		Lab: lab, Resource: planner.Resource{ID: planner.IdentityID(lab.Name), Attrs: planner.Identity{}},
		New: func(t *testing.T) executor.Handler { return makeIdentities(newAccess(t), ownershiptest.Lab(lab.Name)) },
		Broken: func(t *testing.T) executor.Handler {
			return makeIdentities(kube.NewAccess(kube.Options{Kubeconfig: t.TempDir() + "/none", Context: "x"}), ownershiptest.Lab(lab.Name))
		},
		Drift:     func(t *testing.T) { edit(t, kube.ConfigMaps, name, `{"data":{"id":"another"}}`) },
		Foreign:   func(t *testing.T) { create(t, kube.ConfigMaps, kube.ConfigMaps.New(kube.Namespace, name)) },
		NeverGone: func(t *testing.T) { holdOn(t, kube.ConfigMaps, name) },
	}, kube.ConfigMaps, name, makeIdentities)
	subject.LookAlike, subject.Without = nil, map[string]string{
		"Copy":      "only the ConfigMap of the lab's name is looked at",
		"LookAlike": "it says itself which lab of that name it is of: TestIdentityIsThatOfTheManagementCluster",
	}
	handlertest.Run(t, subject)
}

// TestLostIdentityIsToldByMarks: without its ConfigMap, what the lab made tells which lab it is, unless marks disagree.
func TestLostIdentityIsToldByMarks(t *testing.T) {
	made := ownership.New("lost", planner.Identity{ID: "fedcba9876543210"})
	mark := func(name string, lab *ownership.Lab) {
		t.Helper()
		object := clusterResource.New(kube.Namespace, name)
		object["spec"] = map[string]any{"paused": true}
		if _, err := newClient(t).Apply(t.Context(), clusterResource, object, lab); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { kubetest.Remove(t, someone(t, clusterResource), name) })
	}
	look := func(lab *ownership.Lab) []planner.Observed {
		t.Helper()
		seen, err := kube.NewIdentities(newAccess(t), lab).Observe(t.Context(), planner.Want(labWith()))
		if err != nil {
			t.Fatal(err)
		}
		return seen
	}
	stranger := func() *ownership.Lab { return ownership.New("lost", planner.Identity{User: "ann", Host: "here"}) }
	if seen := look(stranger()); len(seen) > 0 {
		t.Fatalf("of nothing it tells %+v", seen)
	}
	mark("lost-a", made)
	seen := look(stranger())
	if len(seen) != 1 || seen[0].Attrs.(planner.Identity).ID != made.Identity().ID || seen[0].Owner != "lost" || seen[0].Phase != planner.NotReady {
		t.Fatalf("it tells %+v, want the identity %s", seen, made.Identity().ID)
	}
	if seen := look(ownershiptest.Lab("lost")); len(seen) > 0 {
		t.Errorf("who knows the lab is told %+v", seen)
	}
	mark("lost-b", ownership.New("lost", planner.Identity{ID: "0123456789abcdef"}))
	if seen := look(stranger()); len(seen) > 0 {
		t.Errorf("of marks that disagree it tells %+v", seen)
	}
}

// TestIdentityIsThatOfTheManagementCluster: who comes later takes the identity that is there for that of the lab.
func TestIdentityIsThatOfTheManagementCluster(t *testing.T) {
	first, later := ownershiptest.Lab("named"), ownershiptest.LookAlike("named")
	r := planner.Resource{ID: planner.IdentityID("named"), Attrs: planner.Identity{}}
	if err := makeIdentities(newAccess(t), first).Apply(t.Context(), r, func(string) {}); err != nil {
		t.Fatal(err)
	}
	defer remove(t, kube.ConfigMaps, "kaaslab-named")
	handler := kube.NewIdentities(newAccess(t), later)
	if err := handler.Apply(t.Context(), r, func(string) {}); err == nil {
		t.Error("who does not know of the lab writes over its identity")
	}
	found, err := handler.Find(t.Context())
	if err != nil || found != first.Identity() || later.Identity() != first.Identity() {
		t.Errorf("found %+v (%v), the lab is %+v, want %+v", found, err, later.Identity(), first.Identity())
	}
}
