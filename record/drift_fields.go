package record

import (
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Reasons why fields are not mended.
const (
	replaces = "only a new cluster has another value; kaaslab asks for leave"
	older    = "Cluster API takes no older version"
	unsaid   = "the lab file says nothing of it"
)

// thing finds an object by what it is called.
func thing(called string) object {
	return objects[slices.IndexFunc(objects, func(x object) bool { return x.called == called })]
}

// fieldDrifts are single fields that somebody edits.
func fieldDrifts() []Drift {
	cluster, class, profile := thing("Cluster"), thing("ClusterClass"), thing("ClusterProfile")
	drifts := []Drift{
		cluster.edited("spec.topology.controlPlane.replicas", Mended, "", set(int64(3), "spec", "topology", "controlPlane", "replicas")),
		cluster.edited("spec.topology.version, to a newer one", Asks, older, set("v1.36.2", "spec", "topology", "version")),
		cluster.edited("spec.topology.classRef.name", Asks, replaces, set("another", "spec", "topology", "classRef", "name")),
		cluster.edited("spec.clusterNetwork.pods.cidrBlocks", Asks, replaces, set([]any{"10.9.0.0/16"}, "spec", "clusterNetwork", "pods", "cidrBlocks")),
		cluster.edited("spec.clusterNetwork.services.cidrBlocks", Asks, replaces, set([]any{"10.8.0.0/16"}, "spec", "clusterNetwork", "services", "cidrBlocks")),
		cluster.edited("spec.clusterNetwork.serviceDomain", Theirs, unsaid, set("somebody.local", "spec", "clusterNetwork", "serviceDomain")),
		cluster.edited("spec.paused", Theirs, unsaid, set(true, "spec", "paused")),
		cluster.edited("a label of the lab file changed", Mended, "", set("silver", "metadata", "labels", "tier")),
		cluster.edited("a label of the lab file removed", Mended, "", func(o *unstructured.Unstructured) { drop(o, "metadata", "labels", "tier") }),
		cluster.edited("an annotation of the lab file changed", Mended, "", set("team-b", "metadata", "annotations", "example.com/owner")),
		cluster.edited("an annotation of the lab file removed", Mended, "", func(o *unstructured.Unstructured) { drop(o, "metadata", "annotations", "example.com/owner") }),
		cluster.edited("a pool scaled", Mended, "", pools(func(all []any) []any { all[0].(map[string]any)["replicas"] = int64(5); return all })),
		cluster.edited("a pool's class changed", Mended, "", pools(func(all []any) []any { all[0].(map[string]any)["class"] = "another"; return all })),
		cluster.edited("a pool removed", Mended, "", pools(func(all []any) []any { return all[:1] })),
		cluster.edited("all pools removed", Mended, "", func(o *unstructured.Unstructured) { drop(o, "spec", "topology", "workers") }),
		cluster.edited("a pool added", Theirs, added+"; the plan has a note on it", pools(func(all []any) []any {
			more := maps.Clone(all[0].(map[string]any))
			more["name"] = "theirs"
			return append(all, more)
		})),
		cluster.edited("a pool renamed", Seen, "it comes back; the renamed one is theirs, and the plan has a note on it", pools(func(all []any) []any {
			all[0].(map[string]any)["name"] = "renamed"
			return all
		})),
		cluster.edited("a variable added", Theirs, unsaid, set([]any{map[string]any{"name": "theirs", "value": "x"}}, "spec", "topology", "variables")),
		class.edited("a class of workers added", Theirs, added, func(o *unstructured.Unstructured) {
			all, _, _ := unstructured.NestedSlice(o.Object, "spec", "workers", "machineDeployments")
			more := maps.Clone(all[0].(map[string]any))
			more["class"] = "theirs"
			put(o, append(all, more), "spec", "workers", "machineDeployments")
		}),
		class.edited("spec.controlPlane.templateRef.name", Mended, "", set("another", "spec", "controlPlane", "templateRef", "name")),
		class.edited("a class of workers renamed", Seen, "it comes back; the renamed one is theirs", func(o *unstructured.Unstructured) {
			all, _, _ := unstructured.NestedSlice(o.Object, "spec", "workers", "machineDeployments")
			all[0].(map[string]any)["class"] = "renamed"
			put(o, all, "spec", "workers", "machineDeployments")
		}),
		thing("identity of the lab").edited("data.id", Mended, "", set("0123456789abcdef", "data", "id")),
		profile.edited("spec.clusterSelector", Mended, "", set(map[string]any{"matchLabels": map[string]any{"every": "body"}}, "spec", "clusterSelector")),
		profile.edited("spec.syncMode", Mended, "", set("DryRun", "spec", "syncMode")),
		profile.edited("spec.dependsOn removed", Mended, "", func(o *unstructured.Unstructured) { drop(o, "spec", "dependsOn") }),
		profile.edited("spec.policyRefs removed", Mended, "", func(o *unstructured.Unstructured) { drop(o, "spec", "policyRefs") }),
		profile.edited("spec.tier", Theirs, unsaid, set(int64(7), "spec", "tier")),
		profile.edited("spec.reloader", Theirs, unsaid, set(true, "spec", "reloader")),
	}
	for _, called := range []string{"ConfigMap of a profile", "Secret of a profile", "object of a manifest", "identity of the lab", "list of kinds of manifests"} {
		drifts = append(drifts, thing(called).dataDrifts()...)
	}
	return drifts
}

func set(value any, path ...string) func(*unstructured.Unstructured) {
	return func(o *unstructured.Unstructured) { put(o, value, path...) }
}

func pools(edit func([]any) []any) func(*unstructured.Unstructured) {
	at := strings.Split("spec.topology.workers.machineDeployments", ".")
	return func(o *unstructured.Unstructured) {
		all, _, _ := unstructured.NestedSlice(o.Object, at...)
		put(o, edit(all), at...)
	}
}

// dataDrifts are what can be done to what a ConfigMap or Secret holds.
func (x object) dataDrifts() []Drift {
	other := "c29tZWJvZHk="
	return []Drift{
		x.edited(valueChanged, Mended, "", func(o *unstructured.Unstructured) {
			data, _, _ := unstructured.NestedMap(o.Object, "data")
			put(o, other, "data", slices.Sorted(maps.Keys(data))[0])
		}),
		x.edited(keyRemoved, Mended, "", func(o *unstructured.Unstructured) {
			data, _, _ := unstructured.NestedMap(o.Object, "data")
			drop(o, "data", slices.Sorted(maps.Keys(data))[0])
		}),
		x.edited(keyAdded, Theirs, unsaid, set(other, "data", "zz-theirs")),
	}
}
