package labtest

import (
	"errors"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/lab"
	"github.com/kaaslab/kaaslab/lab/snapshot"
)

// TestAnAddonIsGivenUpAfterItHasFailedWithoutABreak.
func TestAnAddonIsGivenUpAfterItHasFailedWithoutABreak(t *testing.T) {
	begin := time.Now()
	failing := failures{patience: 30 * time.Second}
	for _, look := range []struct {
		after time.Duration
		state string
		want  bool
	}{
		{0, snapshot.Failed, false},
		{29 * time.Second, snapshot.Failed, false},
		{30 * time.Second, snapshot.Waiting, false}, // Sveltos has tried again
		{31 * time.Second, snapshot.Failed, false},
		{60 * time.Second, snapshot.Failed, false},
		{61 * time.Second, snapshot.Failed, true},
		{62 * time.Second, snapshot.Ready, false},
	} {
		status := lab.Status{WorkloadClusters: []snapshot.Cluster{{Name: "one", Addons: []snapshot.Addon{{Profile: "web", State: look.state, Detail: "no room"}}}}}
		failed := failing.seen(status, begin.Add(look.after))
		if (failed != nil) != look.want || failed != nil && failed.Error() != "add-on web has failed on cluster one: no room" {
			t.Errorf("after %s: %v", look.after, failed)
		}
	}
}

// TestARunThatIsOutOfTimeSaysWhatItWaitedFor.
func TestARunThatIsOutOfTimeSaysWhatItWaitedFor(t *testing.T) {
	late := fault.Errorf(fault.OutOfTime, "not done within 5m0s")
	waits := &lab.Interrupted{Cause: late, Unfinished: []executor.StepError{{Step: "create workloadCluster/one", Err: errors.New("0 of 1 workers ready")}}}
	for _, c := range []struct {
		cause, err error
		want       string
	}{
		{late, waits, "not done within 5m0s:\ncreate workloadCluster/one: 0 of 1 workers ready"},
		{late, errors.New("signal: killed"), "not done within 5m0s: signal: killed"},
		{&addonFailed{addon{"web", "one"}, "no room"}, waits, "add-on web has failed on cluster one: no room"},
	} {
		if got := stopped(c.cause, c.err); got.Error() != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// TestOldPodsAreNoRollout: those of an earlier version are ready, and not what is wanted.
func TestOldPodsAreNoRollout(t *testing.T) {
	two := int32(2)
	d := &appsv1.Deployment{Spec: appsv1.DeploymentSpec{Replicas: &two}}
	d.Namespace, d.Name, d.Generation = "web", "web", 2
	d.Status = appsv1.DeploymentStatus{ObservedGeneration: 2, Replicas: 3, UpdatedReplicas: 1, ReadyReplicas: 2}
	if got, want := ofDeployment(d).missing(), "Deployment web/web wants 2 pods, has 3, of which 2 are ready and 1 up to date"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	d.Status = appsv1.DeploymentStatus{ObservedGeneration: 1, Replicas: 2, UpdatedReplicas: 2, ReadyReplicas: 2}
	if ofDeployment(d).missing() == "" {
		t.Error("a status of before the change counts")
	}
	d.Status.ObservedGeneration = 2
	if got := ofDeployment(d).missing(); got != "" {
		t.Errorf("all that is wanted is there, and %s", got)
	}
}

// endsAt is a test that go test would end at that time.
type endsAt struct {
	testing.TB
	deadline time.Time
}

func (e endsAt) Deadline() (time.Time, bool) { return e.deadline, !e.deadline.IsZero() }

// TestWaitsEndBeforeTheTestDoes: who waits is left time to say for what, and to destroy the lab.
func TestWaitsEndBeforeTheTestDoes(t *testing.T) {
	soon := time.Now().Add(time.Minute)
	if end := until(endsAt{t, soon}, time.Hour); !end.Equal(soon.Add(-spare)) {
		t.Errorf("a wait in a test that ends at %s ends at %s", soon, end)
	}
	if end := until(endsAt{TB: t}, time.Hour); end.Before(time.Now().Add(59 * time.Minute)) {
		t.Errorf("a wait of an hour in a test without an end ends at %s", end)
	}
}

// TestASharedLabWithoutAnEndIsRefused.
func TestASharedLabWithoutAnEndIsRefused(t *testing.T) {
	ending.sure.Store(false)
	defer ending.sure.Store(true)
	refused := &fatal{TB: t}
	func() {
		defer func() { _ = recover() }()
		Shared(Text(""))(refused)
	}()
	if !refused.said {
		t.Error("a lab is started that nobody ends")
	}
}

// fatal is a test that notes that it was ended.
type fatal struct {
	testing.TB
	said bool
}

func (f *fatal) Helper()      {}
func (f *fatal) Fatal(...any) { f.said = true; panic("ended") }
