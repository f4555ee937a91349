package fake_test

import (
	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/planner"
)

// fault is what meets one call.
type fault string

// The names are those of the page, as far as package record has the same faults.
const (
	killedBefore fault = "killed before"
	killedAfter  fault = "killed after"
	answerLost   fault = "answer lost"
	answerLate   fault = "answer late"
	noConnection fault = "no connection"
	refused      fault = "403"
	broken       fault = "500"
	oldAnswer    fault = "old list"
	eventMissed  fault = "event missed"
	diskFull     fault = "disk full"

	dead fault = "dead" // no fault of a point: what a killed kaaslab does
)

var allFaults = []fault{killedBefore, killedAfter, answerLost, answerLate, noConnection, refused, broken, oldAnswer, eventMissed, diskFull}

// meets reports whether a fault can meet a call.
func (f fault) meets(at moment) bool {
	switch f {
	case oldAnswer:
		return at.Op == fake.Observe
	case eventMissed:
		return at.Op == fake.AwaitReady || at.Op == fake.AwaitGone
	case diskFull:
		return at.Op == fake.Apply && (at.ID.Kind == planner.KindKubeconfig || at.ID.Kind == planner.KindSysctlFile)
	}
	return true
}

// kills reports whether the fault is the end of the kaaslab that it meets.
func (f fault) kills() bool { return f == killedBefore || f == killedAfter }
