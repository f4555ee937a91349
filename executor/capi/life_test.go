package capi

import (
	"testing"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestLife takes a cluster through everything that happens to one, with the real Cluster API.
func TestLife(t *testing.T) {
	l := newLab(t, "life")
	class := l.class()
	l.apply(l.classes, class)
	l.classMustBe(class)
	wanted := oneCluster("life-01")
	r := l.want(wanted)
	l.apply(l.clusters, r)
	l.mustBe(r)
	l.classMustBe(class) // the copies of its templates that Cluster API made for the cluster are not its own
	l.apply(l.classes, class)
	l.mustBe(r) // and tidying up the class leaves them alone

	wanted.ControlPlane.Replicas, wanted.Workers[0].Replicas = 3, 2
	r = l.want(wanted)
	l.apply(l.clusters, r)
	l.mustBe(r)

	wanted.KubernetesVersion = "v1.36.2"
	r = l.want(wanted)
	l.apply(l.clusters, r)
	l.mustBe(r)

	wanted.Workers = []spec.WorkerPool{{Name: "other", Replicas: 1}}
	r = l.want(wanted)
	l.apply(l.clusters, r)
	l.mustBe(r)

	l.delete(l.clusters, r)
	l.delete(l.classes, class)
}

// classMustBe checks that a plan would leave the class as it is.
func (l *lab) classMustBe(class planner.Resource) {
	l.Helper()
	o, found := l.observe(l.classes, class.ID)
	if !found || o.Phase != planner.Ready || len(planner.Diff(o.Attrs, class.Attrs)) > 0 {
		l.Fatalf("class: %+v", o)
	}
}

// mustBe checks that a plan would have nothing to do.
func (l *lab) mustBe(r planner.Resource) {
	l.Helper()
	o, found := l.observe(l.clusters, r.ID)
	if !found || o.Phase != planner.Ready || o.Owner != l.spec.Name {
		l.Fatalf("observed %t, %s (%s), owner %q", found, o.Phase, o.Detail, o.Owner)
	}
	if changes := planner.Diff(o.Attrs, r.Attrs); len(changes) > 0 {
		l.Fatalf("changes after apply: %v", changes)
	}
	l.Logf("%s: %+v", r.ID, o.Status)
}
