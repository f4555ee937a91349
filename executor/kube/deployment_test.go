package kube

import (
	"encoding/json"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// available is written with Kubernetes' own type, so that Deployment cannot be wrong about names.
func available() *appsv1.Deployment {
	two := int32(2)
	d := &appsv1.Deployment{}
	d.Namespace, d.Name, d.Generation, d.Spec.Replicas = "system", "manager", 3, &two
	d.Status = appsv1.DeploymentStatus{ObservedGeneration: 3, Replicas: 2, UpdatedReplicas: 2, ReadyReplicas: 2, AvailableReplicas: 2}
	return d
}

func TestDeployment(t *testing.T) {
	none := int32(0)
	for want, change := range map[string]func(*appsv1.Deployment){
		"":                       func(*appsv1.Deployment) {},
		" is scaled to nothing":  func(d *appsv1.Deployment) { d.Spec.Replicas = &none },
		" is not taken in yet":   func(d *appsv1.Deployment) { d.Generation = 4 },
		": 1 of 2 up to date":    func(d *appsv1.Deployment) { d.Status.UpdatedReplicas = 1 },
		": 0 of 2 available":     func(d *appsv1.Deployment) { d.Status.AvailableReplicas = 0 },
		": 0 of 1 available":     func(d *appsv1.Deployment) { d.Spec.Replicas, d.Status.AvailableReplicas = nil, 0 },
		": 1 of 2 available: no": func(d *appsv1.Deployment) { d.Status.AvailableReplicas = 1; say(d, "Progressing", "False") },
		": 0 of 2 up to date: no": func(d *appsv1.Deployment) {
			d.Status.UpdatedReplicas = 0
			say(d, "ReplicaFailure", "True")
		},
	} {
		if want != "" {
			want = "Deployment system/manager" + want
		}
		written := available()
		change(written)
		var read Deployment
		data, err := json.Marshal(written)
		if err == nil {
			err = json.Unmarshal(data, &read)
		}
		if got := read.WaitsFor(); err != nil || got != want {
			t.Errorf("waits for %q, want %q (%v)", got, want, err)
		}
	}
}

func say(d *appsv1.Deployment, name, status string) {
	d.Status.Conditions = []appsv1.DeploymentCondition{{
		Type: appsv1.DeploymentConditionType(name), Status: corev1.ConditionStatus(status), Message: "no",
	}}
}
