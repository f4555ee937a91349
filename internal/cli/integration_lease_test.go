package cli

import (
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/management/existing"
	"github.com/kaaslab/kaaslab/spec"
)

// TestTwoMachinesDoNotApplyAtOnce: in a management cluster that others reach, a run on another machine keeps a run here from
// changing the lab, and is named. Who has nothing to change needs no lease.
func TestTwoMachinesDoNotApplyAtOnce(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := withManagement(t)
	l.writeAs("fleet.yaml", l.fleetFile("{name: dev}"))
	release := l.leaseElsewhere("fleet")
	r := l.run("apply", "-f", "fleet.yaml", "--yes")
	if r.code != exitLocked || !strings.Contains(joined(r.stderr), `lab "fleet" is being changed by ann@elsewhere, kaaslab apply, pid 7 since`) {
		t.Errorf("exit code %d, want %d and who changes the lab in\n%s", r.code, exitLocked, r.stderr)
	}
	if l.isThere(clusterResource, "default", "dev") {
		t.Error("a cluster was made all the same")
	}
	l.must(0, "plan", "-f", "fleet.yaml")
	release()
	l.must(0, "apply", "-f", "fleet.yaml", "--yes")
	release = l.leaseElsewhere("fleet")
	defer release()
	if done := l.must(0, "apply", "-f", "fleet.yaml", "--yes"); !strings.Contains(done, "No changes.") {
		t.Errorf("an apply without changes beside a run elsewhere:\n%s", done)
	}
}

// leaseElsewhere takes the lease of a lab as a run on another machine does.
func (l *labTest) leaseElsewhere(lab string) (release func()) {
	l.Helper()
	parsed, _, err := spec.Parse("fleet.yaml", []byte(l.read("fleet.yaml")), nil)
	if err != nil {
		l.Fatal(err)
	}
	holder := existing.Holder{User: "ann", Host: "elsewhere", Command: "kaaslab apply", PID: 7, Machine: "elsewhere"}
	lease, err := existing.NewLease(parsed, holder, existing.DefaultLeaseTimes)
	if err != nil {
		l.Fatal(err)
	}
	_, release, err = lease.Take(l.Context(), func(string) {})
	if err != nil {
		l.Fatalf("the lease of %s: %v", lab, err)
	}
	return release
}
