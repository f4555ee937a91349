package clusters

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
)

// ready is a Cluster that is ready in its third generation, written with Cluster API's own type so that liveCluster
// cannot be wrong about names.
func ready() *clusterv1.Cluster {
	c := &clusterv1.Cluster{}
	c.Name, c.Generation = "c", 3
	c.Spec.Topology.ClassRef.Name = "class"
	c.Spec.Topology.ControlPlane.Replicas = n(1)
	c.Spec.Topology.Workers.MachineDeployments = []clusterv1.MachineDeploymentTopology{{Name: "md-0", Replicas: n(2)}}
	c.Spec.ControlPlaneEndpoint = clusterv1.APIEndpoint{Host: "127.0.0.1", Port: 6443}
	c.Status.ObservedGeneration, c.Status.Phase = 3, "Provisioned"
	c.Status.ControlPlane = &clusterv1.ClusterControlPlaneStatus{DesiredReplicas: n(1), Replicas: n(1), ReadyReplicas: n(1), UpToDateReplicas: n(1)}
	c.Status.Workers = &clusterv1.WorkersStatus{DesiredReplicas: n(2), Replicas: n(2), ReadyReplicas: n(2), UpToDateReplicas: n(2)}
	for name, status := range map[string]metav1.ConditionStatus{
		clusterv1.ClusterTopologyReconciledCondition: "True", clusterv1.ClusterAvailableCondition: "True",
		clusterv1.ClusterRollingOutCondition: "False", clusterv1.ClusterScalingUpCondition: "False", clusterv1.ClusterScalingDownCondition: "False",
	} {
		set(c, name, status, "")
	}
	return c
}

func n(number int32) *int32 { return &number }

func set(c *clusterv1.Cluster, name string, status metav1.ConditionStatus, message string) {
	changed := metav1.Condition{Type: name, Status: status, Message: message, Reason: "Reason", ObservedGeneration: 3}
	for i := range c.Status.Conditions {
		if c.Status.Conditions[i].Type == name {
			c.Status.Conditions[i] = changed
			return
		}
	}
	c.Status.Conditions = append(c.Status.Conditions, changed)
}

func TestWaitsFor(t *testing.T) {
	machines := "* Machine c-abc:\n  * InfrastructureReady: DevMachine is starting\n  * NodeHealthy: later\n* Machine c-def:\n  * x"
	for name, test := range map[string]struct {
		change func(*clusterv1.Cluster)
		want   string
	}{
		"nothing":   {func(c *clusterv1.Cluster) {}, ""},
		"new":       {func(c *clusterv1.Cluster) { c.Status = clusterv1.ClusterStatus{} }, "Cluster API has not seen the change yet"},
		"not seen":  {func(c *clusterv1.Cluster) { c.Generation = 4 }, "Cluster API has not seen the change yet"},
		"deleting":  {func(c *clusterv1.Cluster) { c.DeletionTimestamp = &metav1.Time{}; deleting(c) }, "deleting: waiting for workers"},
		"upgrading": {func(c *clusterv1.Cluster) { set(c, "TopologyReconciled", "False", "Cluster is upgrading\n  * x") }, "TopologyReconciled: Cluster is upgrading"},
		"which version an upgrade is at": {func(c *clusterv1.Cluster) {
			set(c, "TopologyReconciled", "False", "Cluster is upgrading to v1.36.1\n  * KubeadmControlPlane upgrading to version v1.35.5 (v1.36.1 pending)")
			reasonOf(c, "TopologyReconciled", clusterv1.ClusterTopologyReconciledClusterUpgradingReason)
		}, "TopologyReconciled: Cluster is upgrading to v1.36.1, KubeadmControlPlane upgrading to version v1.35.5 (v1.36.1 pending)"},
		"no workers yet": {func(c *clusterv1.Cluster) {
			set(c, "Available", "False", "* WorkersAvailable:\n  * MachineDeployment md:\n    * 0 available")
		}, "Available: WorkersAvailable: MachineDeployment md: 0 available"},
		"a machine": {func(c *clusterv1.Cluster) {
			set(c, "Available", "False", "* ControlPlaneAvailable: not yet")
			set(c, "ControlPlaneMachinesReady", "False", machines)
		}, "Available: ControlPlaneAvailable: not yet; waiting for Machine c-abc: InfrastructureReady: DevMachine is starting"},
		"rolling out": {func(c *clusterv1.Cluster) { set(c, "RollingOut", "True", "1 of 3 out of date") }, "RollingOut: 1 of 3 out of date"},
		"rolling out when somebody deletes": {func(c *clusterv1.Cluster) {
			c.Spec.Topology.Workers.MachineDeployments[0].Rollout.Strategy.Type = clusterv1.OnDeleteMachineDeploymentStrategyType
			set(c, "RollingOut", "True", "1 of 3 out of date")
			*c.Status.Workers.UpToDateReplicas = 1
		}, ""},
		"an upgrade that goes on when somebody deletes": {func(c *clusterv1.Cluster) {
			leftToSomebody(c, "Cluster is upgrading to v1.36.3\n  * MachineDeployment c-md-0-x7k2p upgrading to version v1.36.3\n  * MachineDeployment c-md-1-qwert pending upgrade to version v1.36.3")
		}, ""},
		"an upgrade of which somebody deletes a part only": {func(c *clusterv1.Cluster) {
			leftToSomebody(c, "Cluster is upgrading to v1.36.3\n  * MachineDeployments c-md-0-x7k2p, c-md-1-qwert upgrading to version v1.36.3")
		}, "TopologyReconciled: Cluster is upgrading to v1.36.3, MachineDeployments c-md-0-x7k2p, c-md-1-qwert upgrading to version v1.36.3"},
		"an upgrade before it comes to what somebody deletes": {func(c *clusterv1.Cluster) {
			leftToSomebody(c, "Cluster is upgrading to v1.36.3\n  * MachineDeployment c-md-0-x7k2p pending upgrade to version v1.36.3")
		}, "TopologyReconciled: Cluster is upgrading to v1.36.3, MachineDeployment c-md-0-x7k2p pending upgrade to version v1.36.3"},
		"what was left before the last change": {func(c *clusterv1.Cluster) {
			leftToSomebody(c, "Cluster is upgrading to v1.36.3\n  * MachineDeployment c-md-0-x7k2p upgrading to version v1.36.3")
			c.Generation, c.Status.ObservedGeneration = 4, 4
		}, "TopologyReconciled: Cluster is upgrading to v1.36.3, MachineDeployment c-md-0-x7k2p upgrading to version v1.36.3"},
		"scaling late": {func(c *clusterv1.Cluster) { *c.Status.Workers.DesiredReplicas = 1 }, "1 of 2 workers planned"},
		"old machines": {func(c *clusterv1.Cluster) { *c.Status.ControlPlane.UpToDateReplicas = 0 }, "0 of 1 control plane machines up to date"},
	} {
		t.Run(name, func(t *testing.T) {
			c := ready()
			test.change(c)
			if got := liveOf(t, c).waitsFor(0, false); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	left := ready()
	leftToSomebody(left, "Cluster is upgrading to v1.36.3\n  * MachineDeployment c-md-0-x7k2p upgrading to version v1.36.3")
	if notes := liveOf(t, left).toDelete(); len(notes) != 1 || !strings.HasPrefix(notes[0], "pool md-0: ") {
		t.Errorf("it notes %q", notes)
	}
	if got := liveOf(t, ready()).waitsFor(4, false); got == "" {
		t.Error("the state before the last apply is taken for the state after it")
	}
}

// leftToSomebody has a pool md-0 whose machines somebody deletes, and a topology that says what it is at.
func leftToSomebody(c *clusterv1.Cluster, message string) {
	c.Spec.Topology.Workers.MachineDeployments[0].Rollout.Strategy.Type = clusterv1.OnDeleteMachineDeploymentStrategyType
	*c.Status.Workers.UpToDateReplicas = 0
	set(c, "TopologyReconciled", "False", message)
	reasonOf(c, "TopologyReconciled", clusterv1.ClusterTopologyReconciledClusterUpgradingReason)
}

func reasonOf(c *clusterv1.Cluster, condition, reason string) {
	c.Status.Conditions[slices.IndexFunc(c.Status.Conditions, func(is metav1.Condition) bool { return is.Type == condition })].Reason = reason
}

func deleting(c *clusterv1.Cluster) {
	*c.DeletionTimestamp = metav1.Now()
	set(c, clusterv1.ClusterDeletingCondition, "True", "* waiting for workers")
}

func liveOf(t *testing.T, c *clusterv1.Cluster) *liveCluster {
	t.Helper()
	live := &liveCluster{}
	data, err := json.Marshal(c)
	if err == nil {
		err = json.Unmarshal(data, live)
	}
	if err != nil {
		t.Fatal(err)
	}
	return live
}

func TestStatus(t *testing.T) {
	got := statusOf(liveOf(t, ready()))
	if got.Endpoint != "https://127.0.0.1:6443" || got.Phase != "Provisioned" || got.ControlPlane.Ready != 1 || got.Workers.Wanted != 2 {
		t.Errorf("got %+v", got)
	}
}
