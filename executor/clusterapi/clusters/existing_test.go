package clusters

import (
	"testing"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// wantExisting puts a cluster that somebody else has made into the lab file.
func (l *lab) wantExisting(name string) planner.Resource {
	return l.want(spec.WorkloadCluster{
		Name: name, Infrastructure: spec.InfrastructureExisting, Labels: map[string]string{"cni": "cilium"},
	})
}

// plainCluster is one without a ClusterClass, of an infrastructure that kaaslab does not know.
func plainCluster(name string) kube.Object {
	cluster := topology.Clusters.New(kube.Namespace, name).With(map[string]string{"app": "theirs"}, nil)
	cluster["spec"] = map[string]any{
		"infrastructureRef": map[string]any{"apiGroup": "infrastructure.example.com", "kind": "SomeCluster", "name": name},
	}
	return cluster
}

// TestExistingClusterIsTakenOver plays Cluster API's part by itself.
func TestExistingClusterIsTakenOver(t *testing.T) {
	l := storedLab(t, "existing")
	r := l.wantExisting("plain")
	if err := l.clusters.Apply(l.ctx, r, l.report); fault.Of(err) != fault.NotThere {
		t.Errorf("Apply without the cluster: %v", err)
	}
	if _, found := l.observe(l.clusters, r.ID); found {
		t.Error("Apply has made a cluster")
	}
	l.create(topology.Clusters, plainCluster("plain"))
	l.Cleanup(func() { l.remove(topology.Clusters, "plain") })
	if o, _ := l.observe(l.clusters, r.ID); o.Owner != planner.Unowned || len(planner.Diff(o.Attrs, r.Attrs)) == 0 {
		t.Errorf("before Apply: owner %q, changes %v", o.Owner, planner.Diff(o.Attrs, r.Attrs))
	}
	if err := l.clusters.Apply(l.ctx, r, l.report); err != nil {
		t.Fatal(err)
	}
	settle(l, "plain")
	if err := l.clusters.AwaitReady(l.ctx, r, l.report); err != nil {
		t.Fatal(err)
	}
	o, _ := l.observe(l.clusters, r.ID)
	if o.Owner != "existing" || !o.Adopted || o.Phase != planner.Ready || len(planner.Diff(o.Attrs, r.Attrs)) > 0 {
		t.Errorf("after Apply: %+v, changes %v", o, planner.Diff(o.Attrs, r.Attrs))
	}
	l.labels("plain", map[string]string{"app": "theirs", "cni": "cilium", planner.LabLabel: "existing"})
}

func (l *lab) labels(cluster string, want map[string]string) {
	l.Helper()
	client, err := l.access.Client()
	if err != nil {
		l.Fatal(err)
	}
	var live kube.Named
	if err := client.Get(l.ctx, topology.Clusters, kube.Namespace, cluster, &live); err != nil {
		l.Fatal(err)
	}
	for name, value := range want {
		if live.Metadata.Labels[name] != value {
			l.Errorf("label %s is %q, want %q", name, live.Metadata.Labels[name], value)
		}
	}
}

// TestClusterOfOthersIsNoExistingOne: another lab's is refused, and one that the lab has made is not taken over.
func TestClusterOfOthersIsNoExistingOne(t *testing.T) {
	l := storedLab(t, "mine")
	r := l.wantExisting("theirs")
	l.create(topology.Clusters, plainCluster("theirs").With(map[string]string{planner.LabLabel: "theirs"}, nil))
	l.Cleanup(func() { l.remove(topology.Clusters, "theirs") })
	if o, _ := l.observe(l.clusters, r.ID); o.Owner != "theirs" {
		t.Errorf("owner %q", o.Owner)
	}
	if err := l.clusters.Apply(l.ctx, r, l.report); err == nil {
		t.Error("Apply takes the cluster of another lab")
	}
	made := l.wantExisting("made")
	client, err := l.access.Client()
	if err == nil {
		_, err = client.Apply(l.ctx, topology.Clusters, plainCluster("made"), l.clusters.lab)
	}
	if err != nil {
		t.Fatal(err)
	}
	l.Cleanup(func() { l.remove(topology.Clusters, "made") })
	o, _ := l.observe(l.clusters, made.ID)
	if code, reason := made.Attrs.(planner.Guarded).Refuse(o.Attrs); code != fault.MadeOtherwise || reason == "" {
		t.Errorf("what the lab has made: %s %q", code, reason)
	}
}

func TestExistingClusterIsUsableWhileOthersScaleIt(t *testing.T) {
	c := ready()
	c.Spec.Topology = clusterv1.Topology{}
	set(c, "RollingOut", "True", "1 of 3 out of date")
	*c.Status.Workers.DesiredReplicas = 5
	if got := liveOf(t, c).waitsFor(0, true); got != "" {
		t.Errorf("waits for %q", got)
	}
	if got := statusOf(liveOf(t, c)); got.ControlPlane.Wanted != 1 || got.Workers.Wanted != 5 || got.Workers.Ready != 2 {
		t.Errorf("status %+v", got)
	}
	set(c, "Available", "False", "* InfrastructureReady: not yet")
	if got := liveOf(t, c).waitsFor(0, true); got != "Available: InfrastructureReady: not yet" {
		t.Errorf("waits for %q", got)
	}
}
