package scenario

import "testing"

const (
	first  = 0 // places in labSpec.Clusters
	second = 1
)

// TestLab is the life of a lab. Its steps follow from each other: one that
// fails is told, and the next begin with what it left.
func TestLab(t *testing.T) {
	l := newLab(t, labSpec{Name: "e2e-life", Clusters: []clusterSpec{
		{Name: "e2e-life-a", Workers: 1, Web: "yes"},
		{Name: "e2e-life-b", Workers: 1, Web: "no"},
	}})
	r := newReport(t)
	foreign := l.foreigners("somebodys")
	if !r.step(l, "it is made", made) {
		t.FailNow()
	}
	r.step(l, "there is nothing to do", nothingToDo)
	r.step(l, "a worker is added", workerAdded)
	r.step(l, "a label moves an add-on", labelMoved)
	r.step(l, "a cut peering is healed", peeringHealed)
	r.step(l, "a stopped management cluster is started", managementStarted)
	r.step(l, "all containers are started in another order", allStarted)
	r.step(l, "a removed worker is replaced", workerReplaced)
	r.step(l, "it is destroyed", destroyed)
	r.step(l, "what is foreign is still there", func(l *lab) { l.wantRunning(foreign) })
}

// TestDestroyWithDeadManagement loses the management cluster first, so that no
// controller helps to remove the nodes.
func TestDestroyWithDeadManagement(t *testing.T) {
	l := newLab(t, labSpec{Name: "e2e-dead", Clusters: []clusterSpec{{Name: "e2e-dead-a", Workers: 0, Web: "no"}}})
	r := newReport(t)
	if !r.step(l, "it is made", func(l *lab) { l.apply() }) {
		t.FailNow()
	}
	foreign := l.foreigners("somebodys")
	r.step(l, "its management cluster is killed", managementKilled)
	r.step(l, "it is destroyed", destroyed)
	r.step(l, "what is foreign is still there", func(l *lab) { l.wantRunning(foreign) })
}
