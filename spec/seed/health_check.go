package seed

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/spec"
)

const (
	controlPlaneLabel = "cluster.x-k8s.io/control-plane"
	deploymentLabel   = "cluster.x-k8s.io/deployment-name"
)

// healthFields are those of a MachineHealthCheck, in v1beta1 and v1beta2, but for conditions of v1beta1.
var healthFields = []plainField{
	{"spec.nodeStartupTimeout", "checks.nodeStartupTimeoutSeconds"},
	{"spec.maxUnhealthy", "remediation.triggerIf.unhealthyLessThanOrEqualTo"},
	{"spec.unhealthyRange", "remediation.triggerIf.unhealthyInRange"},
	{"spec.checks.nodeStartupTimeoutSeconds", "checks.nodeStartupTimeoutSeconds"},
	{"spec.checks.unhealthyNodeConditions", "checks.unhealthyNodeConditions"},
	{"spec.checks.unhealthyMachineConditions", "checks.unhealthyMachineConditions"},
	{"spec.remediation.triggerIf", "remediation.triggerIf"},
}

// healthChecks gives the machines of a cluster the health checks that select them. A check that selects none has no effect.
func (c *conversion) healthChecks(e *clusterEntry) {
	for _, check := range c.ofKind(kindHealthCheck) {
		if !check.used && check.look("spec", "clusterName") == e.Name && check.home() == e.from.home() {
			c.healthCheck(e, check)
		}
	}
}

func (c *conversion) healthCheck(e *clusterEntry, check *object) {
	selected := e.selectedBy(check)
	if len(selected) == 0 {
		return
	}
	check.used = true
	check.take("spec", "clusterName")
	check.take("spec", "selector")
	settings := plainSettings(check, healthFields)
	if conditions := check.unhealthyConditions("spec", "unhealthyConditions"); len(conditions) > 0 {
		if settings == nil {
			settings = map[string]any{}
		}
		set(settings, conditions, "checks", "unhealthyNodeConditions")
	}
	if settings == nil {
		c.lose(check, check.line(), "says nothing of what makes a machine unhealthy")
		return
	}
	var names []string
	for _, group := range selected {
		if (*group.settings)["healthCheck"] != nil {
			c.lose(check, check.line(), "%s has a health check already", group.name)
			continue
		}
		*group.settings = with(*group.settings, map[string]any{"healthCheck": maps.Clone(settings)})
		names = append(names, group.name)
	}
	if len(names) > 0 {
		c.change("%s: becomes healthCheck of %s of %s, each of which counts its own unhealthy machines; others have that of Docker clusters", check, words.Some(names, words.Most), e.Name)
	}
}

// group is a control plane or a pool.
type group struct {
	name     string
	settings *map[string]any
}

// selectedBy are the control plane and the pools whose machines have the labels that a health check selects.
func (e *clusterEntry) selectedBy(check *object) (selected []group) {
	selector, isSelector := selectorIn(check.look("spec", "selector"))
	isForAll := isSelector && len(selector.MatchLabels)+len(selector.MatchExpressions) == 0
	add := func(name string, settings *map[string]any, labels map[string]any) {
		labels[clusterNameLabel] = e.Name
		texts := map[string]string{}
		for key, value := range labels {
			texts[key], _ = value.(string)
		}
		if isForAll || selector.Matches(texts) {
			selected = append(selected, group{name, settings})
		}
	}
	if e.plane != nil {
		labels := e.plane.said("spec", "machineTemplate", "metadata", "labels")
		labels[controlPlaneLabel] = ""
		add("controlPlane", &e.ControlPlane.Settings, labels)
	}
	for i, pool := range e.pools {
		labels := pool.said("spec", "template", "metadata", "labels")
		labels[deploymentLabel] = pool.name
		add("pool "+e.Workers[i].Name, &e.Workers[i].Settings, labels)
	}
	return selected
}

// selectorIn reads a selector. One that is none selects nothing.
func selectorIn(value any) (selector spec.Selector, isSelector bool) {
	text, err := json.Marshal(value)
	return selector, err == nil && json.Unmarshal(text, &selector) == nil
}

// said is a mapping of an object as it was written, also when it was taken.
func (o *object) said(path ...string) map[string]any {
	whole := object{rest: reading{}.mapping(o.node)}
	mapping, _ := whole.look(path...).(map[string]any)
	if mapping == nil {
		mapping = map[string]any{}
	}
	return mapping
}

// unhealthyConditions takes conditions of v1beta1, whose times are texts. One that is none stays, and is reported.
func (o *object) unhealthyConditions(path ...string) []any {
	list, _ := o.look(path...).([]any)
	var conditions []any
	for _, item := range list {
		condition, _ := item.(map[string]any)
		text, _ := condition["timeout"].(string)
		seconds, whole := wholeSeconds(strings.TrimSpace(text))
		if !whole {
			return nil
		}
		conditions = append(conditions, map[string]any{"type": condition["type"], "status": condition["status"], "timeoutSeconds": seconds})
	}
	o.take(path...)
	return conditions
}
