package seed

import (
	"strings"
	"time"
)

// plainField is where a Machine's owner that is no topology says what a pool or a control plane of a lab file says too.
type plainField struct{ from, to string }

// poolFields are those of a MachineDeployment, in v1beta1 and v1beta2.
var poolFields = []plainField{
	{"spec.strategy.type", "rollout.strategy.type"},
	{"spec.strategy.rollingUpdate.maxSurge", "rollout.strategy.rollingUpdate.maxSurge"},
	{"spec.strategy.rollingUpdate.maxUnavailable", "rollout.strategy.rollingUpdate.maxUnavailable"},
	{"spec.strategy.rollingUpdate.deletePolicy", "deletion.order"},
	{"spec.rollout.strategy.type", "rollout.strategy.type"},
	{"spec.rollout.strategy.rollingUpdate.maxSurge", "rollout.strategy.rollingUpdate.maxSurge"},
	{"spec.rollout.strategy.rollingUpdate.maxUnavailable", "rollout.strategy.rollingUpdate.maxUnavailable"},
	{"spec.deletion.order", "deletion.order"},
	{"spec.minReadySeconds", "minReadySeconds"},
	{"spec.template.spec.minReadySeconds", "minReadySeconds"},
	{"spec.template.spec.failureDomain", "failureDomain"},
	{"spec.template.spec.taints", "taints"},
	{"spec.template.metadata.labels", "metadata.labels"},
	{"spec.template.metadata.annotations", "metadata.annotations"},
	{"spec.template.spec.nodeDrainTimeout", "deletion.nodeDrainTimeoutSeconds"},
	{"spec.template.spec.nodeVolumeDetachTimeout", "deletion.nodeVolumeDetachTimeoutSeconds"},
	{"spec.template.spec.nodeDeletionTimeout", "deletion.nodeDeletionTimeoutSeconds"},
	{"spec.template.spec.deletion.nodeDrainTimeoutSeconds", "deletion.nodeDrainTimeoutSeconds"},
	{"spec.template.spec.deletion.nodeVolumeDetachTimeoutSeconds", "deletion.nodeVolumeDetachTimeoutSeconds"},
	{"spec.template.spec.deletion.nodeDeletionTimeoutSeconds", "deletion.nodeDeletionTimeoutSeconds"},
}

// machinePoolFields are those of a MachinePool, in v1beta1 and v1beta2.
var machinePoolFields = append([]plainField{
	{"spec.failureDomains", "failureDomains"},
}, poolFields...)

// controlPlaneFields are those of a KubeadmControlPlane.
var controlPlaneFields = []plainField{
	{"spec.machineTemplate.spec.taints", "taints"},
	{"spec.machineTemplate.metadata.labels", "metadata.labels"},
	{"spec.machineTemplate.metadata.annotations", "metadata.annotations"},
	{"spec.machineTemplate.nodeDrainTimeout", "deletion.nodeDrainTimeoutSeconds"},
	{"spec.machineTemplate.nodeVolumeDetachTimeout", "deletion.nodeVolumeDetachTimeoutSeconds"},
	{"spec.machineTemplate.nodeDeletionTimeout", "deletion.nodeDeletionTimeoutSeconds"},
	{"spec.machineTemplate.spec.deletion.nodeDrainTimeoutSeconds", "deletion.nodeDrainTimeoutSeconds"},
	{"spec.machineTemplate.spec.deletion.nodeVolumeDetachTimeoutSeconds", "deletion.nodeVolumeDetachTimeoutSeconds"},
	{"spec.machineTemplate.spec.deletion.nodeDeletionTimeoutSeconds", "deletion.nodeDeletionTimeoutSeconds"},
}

// wholeSeconds reads a time as v1beta1 says it, such as 5m. It reports false for what is none, or is a part of a second.
func wholeSeconds(text string) (int64, bool) {
	duration, err := time.ParseDuration(text)
	return int64(duration / time.Second), err == nil && duration%time.Second == 0
}

// plainSettings takes what a plain object says beyond what is so in any case.
func plainSettings(o *object, fields []plainField) map[string]any {
	settings := map[string]any{}
	for _, field := range fields {
		path := strings.Split(field.from, ".")
		value := o.look(path...)
		if isDefault(o, field.from, value) {
			continue
		}
		if strings.HasSuffix(field.to, "Seconds") {
			if text, isText := value.(string); isText {
				seconds, whole := wholeSeconds(text)
				if !whole {
					continue // it is reported as what is left
				}
				value = seconds
			}
		}
		o.take(path...)
		set(settings, value, strings.Split(field.to, ".")...)
	}
	if rollout, found := settings["rollout"].(map[string]any); found {
		strategy := rollout["strategy"].(map[string]any)
		if strategy["type"] == nil {
			strategy["type"] = "RollingUpdate"
		}
	}
	if len(settings) == 0 {
		return nil
	}
	return settings
}

// isDefault reports whether a value is none, or says what is so in any case.
func isDefault(o *object, path string, value any) bool {
	usual, known := defaults[o.kind][path]
	mapping, isMapping := value.(map[string]any)
	return isMapping && len(mapping) == 0 || value == nil || value == "" || known && sameScalar(usual, value)
}

func set(into map[string]any, value any, path ...string) {
	for _, name := range path[:len(path)-1] {
		inner, found := into[name].(map[string]any)
		if !found {
			inner = map[string]any{}
			into[name] = inner
		}
		into = inner
	}
	into[path[len(path)-1]] = value
}
