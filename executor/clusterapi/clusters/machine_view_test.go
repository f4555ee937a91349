package clusters

import (
	"encoding/json"
	"testing"
)

func TestMachine(t *testing.T) {
	for _, test := range []struct {
		name, object string
		want         MachineStatus
	}{
		{"ready", `{
			"metadata": {"name": "w-1-md-0-abc", "labels": {"cluster.x-k8s.io/cluster-name": "w-1", "topology.cluster.x-k8s.io/deployment-name": "md-0"}},
			"spec": {"version": "v1.36.1"},
			"status": {"phase": "Running", "nodeRef": {"name": "n-1"},
				"addresses": [{"type": "Hostname", "address": "n-1"}, {"type": "InternalIP", "address": "172.18.0.5"}],
				"conditions": [{"type": "Ready", "status": "True"}]}}`,
			MachineStatus{Pool: "md-0", Node: "n-1", Address: "172.18.0.5", Version: "v1.36.1", Phase: "Running", Ready: true}},
		{"coming up", `{
			"metadata": {"name": "w-1-xyz", "labels": {"cluster.x-k8s.io/cluster-name": "w-1"}},
			"status": {"phase": "Provisioning", "conditions": [{"type": "Ready", "status": "False", "message": "* InfrastructureReady: no container yet"}]}}`,
			MachineStatus{Phase: "Provisioning", WaitsFor: "Ready: InfrastructureReady: no container yet"}},
		{"going away", `{
			"metadata": {"name": "w-1-xyz", "deletionTimestamp": "2026-11-04T12:00:00Z"},
			"status": {"phase": "Deleting", "conditions": [{"type": "Ready", "status": "True"}, {"type": "Deleting", "message": "Drain not completed"}]}}`,
			MachineStatus{Phase: "Deleting", WaitsFor: "Drain not completed"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var live liveMachine
			if err := json.Unmarshal([]byte(test.object), &live); err != nil {
				t.Fatal(err)
			}
			if got := live.machine().MachineStatus; got != test.want {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestProviderDeployment(t *testing.T) {
	for _, test := range []struct{ object, want string }{
		{`{"status": {"availableReplicas": 1}}`, ""},
		{`{"metadata": {"name": "m", "namespace": "capd-system"}}`, "Deployment capd-system/m: 0 of 1 available"},
		{`{"metadata": {"name": "m", "namespace": "n"}, "spec": {"replicas": 0}}`, "Deployment n/m: 0 of 0 available"},
	} {
		var live liveDeployment
		if err := json.Unmarshal([]byte(test.object), &live); err != nil {
			t.Fatal(err)
		}
		if got := live.waitsFor(); got != test.want {
			t.Errorf("%s waits for %q, want %q", test.object, got, test.want)
		}
	}
}
