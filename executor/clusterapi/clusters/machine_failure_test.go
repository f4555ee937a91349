package clusters

import (
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
	"sigs.k8s.io/cluster-api/util/conditions"
)

const failedJoin = `Running boostrap command [ /bin/sh -c kubeadm join --config /run/kubeadm.yaml  && echo success ]
ERROR: exit status 1
STDOUT: 
  * ...
  * [bootstrap-token] Using token: abcdef.0123456789abcdef
  * [kubelet-check] The kubelet is not healthy after 4m0s
STDERR: 
  * ...
  * error: timed out waiting for the condition
  * To see the stack trace of this error execute with --v=5 or higher`

// listed puts what machines say of their bootstrap together with Cluster API's own functions, as it does on the way from a
// DevMachine to the Cluster.
func listed(t *testing.T, bootstraps map[string]string) string {
	t.Helper()
	var machines []*clusterv1.Machine
	for name, message := range bootstraps {
		on, m := &clusterv1.Machine{}, &clusterv1.Machine{}
		m.Name = name
		condition(on, "BootstrapCompleted", message)
		must(t, conditions.SetSummaryCondition(on, on, "Ready", conditions.ForConditionTypes{"BootstrapCompleted"}))
		condition(m, "InfrastructureReady", conditions.Get(on, "Ready").Message)
		condition(m, "NodeHealthy", "Waiting for DevMachine to be ready")
		must(t, conditions.SetSummaryCondition(m, m, "Ready", conditions.ForConditionTypes{"InfrastructureReady", "NodeHealthy"}))
		machines = append(machines, m)
	}
	list, err := conditions.NewAggregateCondition(machines, "Ready", conditions.TargetConditionType("WorkerMachinesReady"))
	must(t, err)
	return list.Message
}

func condition(m *clusterv1.Machine, name, message string) {
	conditions.Set(m, metav1.Condition{Type: name, Status: "False", Reason: "Reason", Message: message})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFailedMachine(t *testing.T) {
	message := listed(t, map[string]string{"c-md-0-aaa": "Running boostrap command [ /bin/sh -c kubeadm join ] (3 of 4)", "c-md-0-bbb": failedJoin})
	want := "Machine c-md-0-bbb: kubeadm join failed: error: timed out waiting for the condition: exit status 1: " +
		"[bootstrap-token] Using token: (hidden) / [kubelet-check] The kubelet is not healthy after 4m0s"
	if got := failedMachine(message); got != want {
		t.Errorf("got  %q\nwant %q\nfrom %s", got, want, message)
	}
	if got := failedMachine(listed(t, map[string]string{"c-md-0-aaa": "Creating container"})); got != "" {
		t.Errorf("a machine that only takes its time has failed: %q", got)
	}
}

// TestWaitsForFailedMachine is about a cluster that waits for workers, one of which has failed: that comes first, where
// short lines show it.
func TestWaitsForFailedMachine(t *testing.T) {
	c := ready()
	set(c, "Available", "False", "* WorkersAvailable:\n  * MachineDeployment md:\n    * 0 available")
	set(c, "ControlPlaneMachinesReady", "False", listed(t, map[string]string{"c-x": "Creating container"}))
	set(c, "WorkerMachinesReady", "False", listed(t, map[string]string{"c-y": failedJoin}))
	got := liveOf(t, c).waitsFor(0, false)
	if !strings.HasPrefix(got, "Machine c-y: kubeadm join failed: error: timed out") || !strings.HasSuffix(got, "MachineDeployment md: 0 available") {
		t.Errorf("got %q", got)
	}
}
