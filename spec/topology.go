package spec

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
)

// The annotations by which a topology says what its fields cannot.
const (
	autoscalerMin = "cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size"
	autoscalerMax = "cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size"
)

// upgradeAnnotations hold a pool back in an upgrade, by the word of the lab file.
var upgradeAnnotations = map[string]string{
	"defer": "topology.cluster.x-k8s.io/defer-upgrade",
	"hold":  "topology.cluster.x-k8s.io/hold-upgrade-sequence",
}

// named are the keys of a pool or control plane that others read by name.
var named = []string{"name", "replicas", "machine", "machinePool"}

// onDocker are the keys of a cluster, a pool or a control plane that machines and load balancers on Docker alone have.
var onDocker = []string{"extraMounts", "preLoadImages", "customHAProxyConfigTemplateRef"}

// inClass are the keys of a cluster, a pool or a control plane that say what templates hold, and not the Cluster. A test of the
// planner compares them with the overlays of package classpatch.
var inClass = append([]string{"kubeadmConfigSpec"}, onDocker...)

// PoolList is the list of a topology, or of a ClusterClass, that has the pools of a kind.
func PoolList(isMachinePool bool) string {
	if isMachinePool {
		return "machinePools"
	}
	return "machineDeployments"
}

// PoolClass is the class of a pool of which a lab file does not say it, among those that a ClusterClass has for its kind: the one with
// the pool's name, or the only one. It is empty if there are several and none has the name.
func PoolClass(known []string, pool string) string {
	switch {
	case slices.Contains(known, pool):
		return pool
	case len(known) == 1:
		return known[0]
	}
	return ""
}

// AsJSON is a part of the lab file as JSON has it: a list is a []any, a mapping a map[string]any.
func AsJSON[T any](of any) (as T) {
	text, err := json.Marshal(of)
	if err != nil || json.Unmarshal(text, &as) != nil {
		panic("spec: what JSON cannot hold") // the types of the lab file have nothing like it
	}
	return as
}

// Settings are what the lab file says of a control plane or a pool beyond its number of machines, by its keys; nil for none.
func Settings(of any) map[string]any {
	settings := AsJSON[map[string]any](of)
	for _, name := range slices.Concat(named, inClass) {
		delete(settings, name)
	}
	if len(settings) == 0 {
		return nil
	}
	return settings
}

// InClass are what the lab file says of a cluster, a control plane or a pool that templates hold, by its keys; nil for none.
func InClass(of any) map[string]any {
	settings := AsJSON[map[string]any](of)
	maps.DeleteFunc(settings, func(name string, _ any) bool { return !slices.Contains(inClass, name) })
	if len(settings) == 0 {
		return nil
	}
	return settings
}

// ToTopology turns settings into fields of a topology.
func ToTopology(settings map[string]any) map[string]any {
	fields := maps.Clone(settings)
	annotations := map[string]any{}
	if bounds, found := fields["autoscaling"].(map[string]any); found {
		annotations[autoscalerMin], annotations[autoscalerMax] = asText(bounds["min"]), asText(bounds["max"])
		delete(fields, "autoscaling")
	}
	if word, found := fields["upgrade"].(string); found {
		annotations[upgradeAnnotations[word]] = ""
		delete(fields, "upgrade")
	}
	if values, found := fields["variables"].(map[string]any); found {
		fields["variables"] = map[string]any{"overrides": Overrides(values)}
	}
	if len(annotations) > 0 {
		Annotate(fields, annotations)
	}
	return fields
}

// Annotate adds annotations to fields of a topology.
func Annotate(fields, annotations map[string]any) {
	metadata, _ := fields["metadata"].(map[string]any)
	metadata = maps.Clone(metadata)
	if metadata == nil {
		metadata = map[string]any{}
	}
	all, _ := metadata["annotations"].(map[string]any)
	all = maps.Clone(all)
	if all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, annotations)
	metadata["annotations"], fields["metadata"] = all, metadata
}

// FromTopology turns fields of a topology back into settings, without those that others read by name. Values are not
// shared with what is read. It is nil for none.
func FromTopology(fields map[string]any) map[string]any {
	settings := maps.Clone(fields)
	for _, name := range append(named, "class") {
		delete(settings, name)
	}
	if metadata, found := settings["metadata"].(map[string]any); found {
		metadata = maps.Clone(metadata)
		if settings["metadata"] = metadata; !fromAnnotations(settings, metadata) {
			delete(settings, "metadata")
		}
	}
	if variables, found := settings["variables"].(map[string]any); found {
		settings["variables"] = fromOverrides(variables)
	}
	if len(settings) == 0 {
		return nil
	}
	return settings
}

// fromAnnotations takes what kaaslab says by annotations, and reports whether anything else is left of the metadata.
func fromAnnotations(settings, metadata map[string]any) bool {
	found, _ := metadata["annotations"].(map[string]any)
	annotations := maps.Clone(found)
	least, hasMin := asNumber(annotations[autoscalerMin])
	most, hasMax := asNumber(annotations[autoscalerMax])
	if hasMin && hasMax {
		settings["autoscaling"] = map[string]any{"min": least, "max": most}
		delete(annotations, autoscalerMin)
		delete(annotations, autoscalerMax)
	}
	for word, annotation := range upgradeAnnotations {
		if _, holds := annotations[annotation]; holds {
			settings["upgrade"] = word
			delete(annotations, annotation)
		}
	}
	for _, mark := range TopologyMarks {
		delete(annotations, mark)
	}
	metadata["annotations"] = annotations
	if len(annotations) == 0 {
		delete(metadata, "annotations")
	}
	return len(metadata) > 0
}

// Overrides are variables as a topology lists them.
func Overrides(values map[string]any) []any {
	list := []any{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		list = append(list, map[string]any{"name": name, "value": values[name]})
	}
	return list
}

func fromOverrides(variables map[string]any) map[string]any {
	values := map[string]any{}
	list, _ := variables["overrides"].([]any)
	for _, item := range list {
		override, _ := item.(map[string]any)
		if name, isText := override["name"].(string); isText {
			values[name] = override["value"]
		}
	}
	return values
}

func asText(number any) string {
	value, _ := number.(float64)
	return strconv.Itoa(int(value))
}

func asNumber(text any) (float64, bool) {
	word, _ := text.(string)
	number, err := strconv.Atoi(word)
	return float64(number), err == nil
}
