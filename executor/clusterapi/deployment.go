package clusterapi

import (
	"fmt"

	"github.com/kaaslab/kaaslab/executor/kube"
)

// deployment is what is read of a Deployment to judge it.
type deployment struct {
	Metadata kube.Meta `json:"metadata"`
	Spec     struct {
		Replicas *int `json:"replicas"`
	} `json:"spec"`
	Status struct {
		ObservedGeneration int64           `json:"observedGeneration"`
		Updated            int             `json:"updatedReplicas"`
		Available          int             `json:"availableReplicas"`
		Conditions         kube.Conditions `json:"conditions"`
	} `json:"status"`
}

// component is the label of the provider that the Deployment belongs to.
func (d deployment) component() string {
	if d.Metadata.Labels[coreLabel] == certManager {
		return certManager
	}
	return d.Metadata.Labels[providerLabel]
}

// waitsFor says what keeps the Deployment from being available, or nothing. One that was scaled to nothing, as an upgrade
// that was cut short leaves it, is not.
func (d deployment) waitsFor() string {
	wanted := 1
	if d.Spec.Replicas != nil {
		wanted = *d.Spec.Replicas
	}
	name := fmt.Sprintf("Deployment %s/%s", d.Metadata.Namespace, d.Metadata.Name)
	switch {
	case wanted == 0:
		return name + " is scaled to nothing"
	case d.Status.ObservedGeneration < d.Metadata.Generation:
		return name + " is not taken in yet"
	case d.Status.Updated < wanted || d.Status.Available < wanted:
		return fmt.Sprintf("%s: %d of %d available%s", name, d.Status.Available, wanted, d.reason())
	}
	return ""
}

func (d deployment) reason() string {
	if failure, found := d.Status.Conditions.Get("ReplicaFailure"); found && failure.Status == "True" {
		return ": " + kube.FirstLine(failure.Message)
	}
	if progress, found := d.Status.Conditions.Get("Progressing"); found && progress.Status == "False" {
		return ": " + kube.FirstLine(progress.Message)
	}
	return ""
}
