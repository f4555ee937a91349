package kube_test

import (
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/executor/kube"
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
