package kube

import (
	"encoding/json"

	"github.com/kaaslab/kaaslab/planner"
)

// withConditions is an object of any kind, with the conditions that objects usually have.
type withConditions struct {
	Metadata Meta        `json:"metadata"`
	Status   usualStatus `json:"status"`
}

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

// waitsFor says what keeps the object from being ready, or nothing. An object without a word about its readiness is ready,
// but a Cluster of Cluster API always has a word to say, if not yet.
func (o *withConditions) waitsFor(of Resource, least int64) string {
	object := of.describe("", o.Metadata.Name)
	switch {
	case o.Metadata.DeletionTimestamp != "":
		return object + " is being deleted"
	case o.Metadata.Generation < least || o.Status.ObservedGeneration != 0 && o.Status.ObservedGeneration < least:
		return object + ": its controller has not seen the change yet"
	}
	if planner.IsDefinition(planner.Manifest{"apiVersion": of.APIVersion(), "kind": of.Kind}) {
		return waitsForKind(object, o.Status.Conditions)
	}
	for _, name := range []string{"Available", "Ready"} {
		if _, found := o.Status.Conditions.Get(name); !found {
			continue
		}
		if waitsFor := o.Status.Conditions.Blocking(name); waitsFor != "" {
			return object + ": " + waitsFor
		}
		return ""
	}
	if of.Group == "cluster.x-k8s.io" && of.Kind == "Cluster" {
		return object + ": Available is not known yet"
	}
	return ""
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
