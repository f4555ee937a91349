package clusters

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestMachinesThatNeverComeUpAreReplaced: those alone whose parts do not exist for long, on any infrastructure, and of no cluster that is
// somebody else's.
func TestMachinesThatNeverComeUpAreReplaced(t *testing.T) {
	simulated := planner.WorkloadCluster{ClusterClass: spec.ClassName("demo", spec.InfrastructureSimulated)}
	for name, c := range map[string]struct {
		attrs    planner.WorkloadCluster
		passes   time.Duration // until it is said no more
		replaced []string
	}{
		"it lasts":                       {attrs: simulated, passes: 90 * time.Second, replaced: []string{"a-1"}},
		"it is as it was in the end":     {attrs: simulated, passes: 150 * time.Second, replaced: []string{"a-1", "a-1-2"}},
		"it passes":                      {attrs: simulated, passes: 40 * time.Second},
		"the class is somebody's":        {attrs: planner.WorkloadCluster{ClusterClass: "own"}, passes: 90 * time.Second, replaced: []string{"a-1"}},
		"the cluster is somebody else's": {attrs: planner.WorkloadCluster{Existing: true}, passes: 90 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &pretendedMachines{containers: map[string]bool{}, there: []Machine{
					{Cluster: "a", Namespace: "default", Name: "a-1", Lacks: "DevMachine does not exist"},
					{Cluster: "a", Namespace: "default", Name: "a-up", Lacks: "KubeadmConfig does not exist", Provisioned: true},
					{Cluster: "a", Namespace: "default", Name: "a-going", Lacks: "DevMachine does not exist", Deleting: true},
					{Cluster: "a", Namespace: "default", Name: "a-new"},
					{Cluster: "b", Namespace: "default", Name: "b-1", Lacks: "DevMachine does not exist"},
				}}
				h := &replacing{lab: "demo", machines: p}
				r := planner.WorkloadClusterResource("a", c.attrs)
				err := h.attend(t.Context(), r, func(string) {}, func(planner.ID) error { return nil }, func(_ context.Context, report executor.Report) error {
					report("waiting for Machine a-1: InfrastructureReady: DevMachine does not exist")
					time.Sleep(c.passes)
					report("no machine has begun")
					time.Sleep(2 * time.Minute)
					return nil
				})
				if err != nil || !slices.Equal(p.replaced, c.replaced) {
					t.Errorf("replaced %q (%v), want %q", p.replaced, err, c.replaced)
				}
			})
		})
	}
}

// TestWhatAMachineLacks: Cluster API says it in the condition of either part.
func TestWhatAMachineLacks(t *testing.T) {
	for want, conditions := range map[string]kube.Conditions{
		"DevMachine does not exist":    {{Type: clusterv1.MachineInfrastructureReadyCondition, Status: "False", Reason: clusterv1.MachineInfrastructureDoesNotExistReason, Message: "DevMachine does not exist"}},
		"KubeadmConfig does not exist": {{Type: clusterv1.MachineBootstrapConfigReadyCondition, Status: "False", Reason: clusterv1.MachineBootstrapConfigDoesNotExistReason, Message: "KubeadmConfig does not exist"}},
		"":                             {{Type: "InfrastructureReady", Status: "False", Reason: "NotReady", Message: "VMProvisioned: WaitingForStartupTimeout"}},
	} {
		live := &liveMachine{}
		live.Status.Conditions = conditions
		if got := live.machine().Lacks; got != want {
			t.Errorf("%+v: it lacks %q, want %q", conditions, got, want)
		}
	}
}
