package kube

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/kaaslab/kaaslab/executor"
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

// manager is a Deployment whose pods are in trouble of every sort.
var manager = answers{
	"/apis/apps/v1/namespaces/capi-system/deployments/manager": `{"status": {"conditions": [
		{"type": "Available", "status": "False", "message": "Deployment does not have minimum availability.", "lastTransitionTime": "2026-11-04T12:00:01Z"},
		{"type": "Progressing", "status": "True"}]}}`,
	"/api/v1/namespaces/capi-system/events": `{"items": [
		{"lastTimestamp": "2026-11-04T12:00:02Z", "type": "Warning", "reason": "Failed", "message": "Error: ErrImagePull", "involvedObject": {"kind": "Pod", "name": "manager-7c-pull"}}]}`,
	"/api/v1/namespaces/capi-system/pods": `{"items": [
		{"metadata": {"name": "manager-7c-fine", "namespace": "capi-system"}, "status": {"conditions": [{"type": "Ready", "status": "True"}]}},
		{"metadata": {"name": "manager-7c-leaving", "namespace": "capi-system", "deletionTimestamp": "2026-11-04T12:00:00Z"}},
		{"metadata": {"name": "manager-7c-pull", "namespace": "capi-system"}, "status": {"phase": "Pending", "containerStatuses": [
			{"name": "manager", "state": {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image \"registry.k8s.io/manager:v1\""}}}]}},
		{"metadata": {"name": "manager-7c-crash", "namespace": "capi-system"}, "status": {"phase": "Running",
			"initContainerStatuses": [{"name": "certs", "ready": true, "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}],
			"containerStatuses": [{"name": "manager", "restartCount": 3,
				"state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 40s restarting failed container"}},
				"lastState": {"terminated": {"exitCode": 1, "reason": "Error"}}}]}},
		{"metadata": {"name": "manager-7c-nowhere", "namespace": "capi-system"}, "status": {"phase": "Pending", "conditions": [
			{"type": "PodScheduled", "status": "False", "message": "0/1 nodes are available: 1 Insufficient memory."}]}}]}`,
	"/api/v1/namespaces/capi-system/pods/manager-7c-crash/log": "flags parsed\nE1104 no such flag: --x\n",
}

func TestExplainDeployment(t *testing.T) {
	client, err := manager.access(t).Client()
	if err != nil {
		t.Fatal(err)
	}
	d := &Deployment{Metadata: Meta{Namespace: "capi-system", Name: "manager"}}
	d.Spec.Selector.MatchLabels = map[string]string{"b": "2", "a": "1"}
	want := executor.Account{
		Conditions: []string{"Available is False: Deployment does not have minimum availability."},
		Pods: []string{
			`manager-7c-pull: manager ImagePullBackOff: Back-off pulling image "registry.k8s.io/manager:v1"`,
			"manager-7c-crash: manager CrashLoopBackOff after 3 restarts (exit code 1, Error): back-off 40s restarting failed container",
			"manager-7c-nowhere: no node takes it: 0/1 nodes are available: 1 Insufficient memory.",
		},
		Events:   []string{"2026-11-04T12:00:02Z Failed Pod/manager-7c-pull: Error: ErrImagePull"},
		Log:      []string{"flags parsed", "E1104 no such flag: --x"},
		Describe: "-n capi-system deployment manager",
	}
	got, err := ExplainDeployment(t.Context(), client, d)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
	if got := selector(d.Spec.Selector.MatchLabels); got != "a=1,b=2" {
		t.Errorf("pods are listed by %q", got)
	}
}

func TestTroubleOfAPod(t *testing.T) {
	for want, status := range map[string]string{
		"is not ready":                           `{}`,
		"":                                       `{"phase": "Succeeded"}`,
		"a has ended (exit code 137, OOMKilled)": `{"containerStatuses": [{"name": "a", "state": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}]}`,
		"a runs and is not ready":                `{"containerStatuses": [{"name": "a", "state": {"running": {}}}]}`,
		"b ContainerCreating":                    `{"containerStatuses": [{"name": "a", "ready": true}, {"name": "b", "state": {"waiting": {"reason": "ContainerCreating"}}}]}`,
		"a runs and is not ready after 2 restarts": `{"containerStatuses": [{"name": "a", "restartCount": 2, "state": {"running": {}}}]}`,
		"i ErrImagePull: no such host":             `{"initContainerStatuses": [{"name": "i", "state": {"waiting": {"reason": "ErrImagePull", "message": "no such host"}}}], "containerStatuses": [{"name": "a", "state": {"waiting": {"reason": "PodInitializing"}}}]}`,
	} {
		var p pod
		if err := decode("read", []byte(`{"status": `+status+`}`), &p); err != nil {
			t.Fatal(err)
		}
		if got := p.trouble(); got != want {
			t.Errorf("%s: trouble %q, want %q", status, got, want)
		}
	}
}
