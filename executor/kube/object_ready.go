package kube

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"

	"github.com/kaaslab/kaaslab/planner"
)

// usualStatus is what most kinds have in their status.
type usualStatus struct {
	ObservedGeneration int64      `json:"observedGeneration"`
	Conditions         Conditions `json:"conditions"`
}

// read takes over what it knows of a decoded status.
func (s *usualStatus) read(status map[string]any) {
	if data, err := json.Marshal(status); err == nil {
		_ = json.Unmarshal(data, s) // a status of another form says nothing about readiness
	}
}

// waitsFor says what keeps an object from being ready, or nothing. An object without a word about its readiness is ready,
// but a Cluster of Cluster API always has a word to say, if not yet. Where no controllers of Kubernetes' own kinds run, nobody
// will ever say more of those than that they are there.
func (o *Objects) waitsFor(of Resource, live Object, meta Meta, least int64) string {
	live["apiVersion"], live["kind"] = of.APIVersion(), of.Kind // in a list, Kubernetes' own kinds do not say what they are
	object := of.Describe(meta.Namespace, meta.Name)
	var said usualStatus
	said.read(live.Map("status"))
	switch {
	case meta.DeletionTimestamp != "":
		return object + " is being deleted"
	case meta.Generation < least || said.ObservedGeneration != 0 && said.ObservedGeneration < least:
		return object + ": its controller has not seen the change yet"
	case planner.IsDefinition(planner.Manifest{"apiVersion": of.APIVersion(), "kind": of.Kind}):
		return waitsForKind(object, said.Conditions)
	case isKubernetesOwn(live):
		if o.bare {
			return ""
		}
		return waitsForStatus(object, live)
	}
	for _, name := range []string{"Available", "Ready"} {
		if _, found := said.Conditions.Get(name); !found {
			continue
		}
		if waitsFor := said.Conditions.Blocking(name); waitsFor != "" {
			return object + ": " + waitsFor
		}
		return ""
	}
	if of.Group == "cluster.x-k8s.io" && of.Kind == "Cluster" {
		return object + ": Available is not known yet"
	}
	return waitsForStatus(object, live)
}

// isKubernetesOwn knows the kinds whose status has to be read in a way of its own, such as Deployments and Jobs.
func isKubernetesOwn(live Object) bool {
	return status.GetLegacyConditionsFn(&unstructured.Unstructured{Object: live}) != nil
}

// waitsForStatus judges by kstatus, as other programs do that apply objects.
func waitsForStatus(object string, live Object) string {
	result, err := status.Compute(&unstructured.Unstructured{Object: live})
	if err != nil || result.Status == status.CurrentStatus {
		return "" // a status of another form says nothing about readiness
	}
	return object + ": " + FirstLine(result.Message)
}

// waitsForKind says what keeps a definition from being one that objects can be made of. A name that another definition has is
// said in the words of the server.
func waitsForKind(object string, conditions Conditions) string {
	for _, name := range []string{"NamesAccepted", "Established"} {
		if waitsFor := conditions.Blocking(name); waitsFor != "" {
			return object + ": " + waitsFor
		}
	}
	return ""
}
