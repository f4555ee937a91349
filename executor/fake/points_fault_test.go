package fake_test

import (
	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/record"
)

// dead is no fault of a point: it is what a killed kaaslab does.
const dead record.Fault = "dead"

// meets reports whether a fault can meet a call.
func meets(f record.Fault, at moment) bool {
	switch f {
	case record.ListOld:
		return at.Op == fake.Observe
	case record.EventMissed:
		return at.Op == fake.AwaitReady || at.Op == fake.AwaitGone
	case record.DiskFull:
		return at.Op == writeFile || at.Op == fake.Apply && (at.ID.Kind == planner.KindKubeconfig || at.ID.Kind == planner.KindSysctlFile)
	}
	return true
}

// kills reports whether the fault is the end of the kaaslab that it meets.
func kills(f record.Fault) bool { return f == record.KilledBefore || f == record.KilledAfter }
