package existing

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	leases "k8s.io/api/coordination/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	coordinationv1 "k8s.io/client-go/kubernetes/typed/coordination/v1"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

func TestMain(m *testing.M) { kubetest.Main(m) }

// shortTimes let tests see the end of a lease. A lease counts in whole seconds.
var shortTimes = LeaseTimes{Duration: time.Second, Deadline: 600 * time.Millisecond, Retry: 100 * time.Millisecond}

var (
	ann = Holder{User: "ann", Host: "laptop", Command: "kaaslab apply", PID: 7, Machine: "1a"}
	bob = Holder{User: "bob", Host: "desktop", Command: "kaaslab destroy", PID: 9, Machine: "2b"}
)

func TestOnlyOneMachineChangesALab(t *testing.T) {
	first, second := leaseOf(t, "one-machine", ann), leaseOf(t, "one-machine", bob)
	_, release, err := first.Take(t.Context(), noReport)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = second.Take(t.Context(), noReport)
	wantError(t, err, `lab "one-machine" is being changed by ann@laptop, kaaslab apply, pid 7 since`)
	if fault.Of(err) != fault.Locked {
		t.Errorf("code %s, want %s", fault.Of(err), fault.Locked)
	}
	release()
	_, release, err = second.Take(t.Context(), noReport)
	if err != nil {
		t.Fatalf("after the first run: %v", err)
	}
	release()
	if _, _, err := first.lock.Get(t.Context()); !apierrors.IsNotFound(err) {
		t.Errorf("after both runs: %v, want no lease to be there", err)
	}
}

func TestALeaseIsRenewedWhileTheRunLives(t *testing.T) {
	first, second := leaseOf(t, "renewed", ann), leaseOf(t, "renewed", bob)
	kept, release, err := first.Take(t.Context(), noReport)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	begun, _, err := first.lock.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for renewed := begun; renewed.RenewTime.Sub(begun.AcquireTime.Time) < 2*shortTimes.Duration; {
		if renewed, _, err = second.lock.Get(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if kept.Err() != nil {
		t.Error(context.Cause(kept))
	}
	if _, _, err := second.Take(t.Context(), noReport); !is[*Held](err) {
		t.Errorf("the other machine: %v, want that the lease is held", err)
	}
}

func TestADeadRunHoldsNoLease(t *testing.T) {
	for name, next := range map[string]Holder{"another machine waits for its end": bob, "the same machine does not wait": {User: "ann", Host: "laptop", PID: 8, Machine: "1a"}} {
		t.Run(name, func(t *testing.T) {
			dead := leaseOf(t, "dead", ann)
			if err := dead.take(t.Context(), noReport); err != nil {
				t.Fatal(err)
			}
			begun := time.Now()
			lease := leaseOf(t, "dead", next)
			release := takeAsSoonAsPossible(t, lease)
			defer release()
			if waited := time.Since(begun) > shortTimes.Duration; waited == (next.Machine == ann.Machine) {
				t.Errorf("took %s", time.Since(begun))
			}
		})
	}
}

// takeAsSoonAsPossible asks again while the lease says that its run was alive a moment ago.
func takeAsSoonAsPossible(t *testing.T, lease *Lease) (release func()) {
	t.Helper()
	for t.Context().Err() == nil {
		_, release, err := lease.Take(t.Context(), noReport)
		if err == nil {
			return release
		}
		if !is[*Held](err) {
			t.Fatal(err)
		}
	}
	t.Fatal(t.Context().Err())
	return nil
}

func TestARunThatLosesItsLeaseStops(t *testing.T) {
	lease := leaseOf(t, "lost", ann)
	kept, release, err := lease.Take(t.Context(), noReport)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	thief := leaseOf(t, "lost", bob)
	for {
		if _, _, err := thief.lock.Get(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := thief.lock.Update(t.Context(), thief.record()); err == nil {
			break
		} else if !apierrors.IsConflict(err) {
			t.Fatal(err)
		}
	}
	<-kept.Done()
	wantError(t, context.Cause(kept), `the lease of lab "lost" could not be renewed`)
	release()
	if record, _, err := thief.lock.Get(t.Context()); err != nil || record.HolderIdentity != bob.String() {
		t.Errorf("the lease of the other machine: %v, %v; want it untouched", record, err)
	}
	_ = thief.client.Leases(kube.Namespace).Delete(t.Context(), thief.lock.LeaseMeta.Name, metav1.DeleteOptions{})
}

// TestALeaseIsNotLeftBehind: one that could not be removed at first is removed, and one of a run that was killed by the next run on the
// same machine; nobody takes away another machine's.
func TestALeaseIsNotLeftBehind(t *testing.T) {
	lease, next := leaseOf(t, "left", ann), leaseOf(t, "left", Holder{User: "ann", Host: "laptop", PID: 8, Machine: "1a"})
	must(t, lease.take(t.Context(), noReport))
	leaseOf(t, "left", bob).Sweep(t.Context())
	if _, _, err := lease.lock.Get(t.Context()); err != nil {
		t.Fatalf("after a sweep of another machine: %v", err)
	}
	next.Sweep(t.Context())
	if _, _, err := lease.lock.Get(t.Context()); !apierrors.IsNotFound(err) {
		t.Errorf("after a sweep of this machine: %v, want no lease to be there", err)
	}
	must(t, lease.take(t.Context(), noReport))
	lease.client = &onceAway{LeasesGetter: lease.client}
	lease.remove()
	if _, _, err := next.lock.Get(t.Context()); !apierrors.IsNotFound(err) {
		t.Errorf("after a server that was away for a moment: %v, want no lease to be there", err)
	}
}

// onceAway does not answer at first.
type onceAway struct {
	coordinationv1.LeasesGetter
	asked bool
}

func (o *onceAway) Leases(namespace string) coordinationv1.LeaseInterface {
	return &awayLeases{o.LeasesGetter.Leases(namespace), o}
}

type awayLeases struct {
	coordinationv1.LeaseInterface
	server *onceAway
}

func (a *awayLeases) Get(ctx context.Context, name string, options metav1.GetOptions) (*leases.Lease, error) {
	if !a.server.asked {
		a.server.asked = true
		return nil, apierrors.NewServiceUnavailable("away")
	}
	return a.LeaseInterface.Get(ctx, name, options)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestALeaseThatMayNotBeUsedSaysWhatToAllow(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","message":"no","code":403}`))
	}))
	defer server.Close()
	lease, err := NewLease(labOn(writeKubeconfig(t, server.URL)), ann, shortTimes)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = lease.Take(t.Context(), noReport)
	wantError(t, err, "lease kaaslab-kaas", "allow get, create, update and delete of leases.coordination.k8s.io")
}

func leaseOf(t *testing.T, lab string, holder Holder) *Lease {
	t.Helper()
	server := kubetest.Store(t)
	lease, err := NewLease(&spec.Lab{Name: lab, ManagementCluster: spec.ManagementCluster{
		Kubeconfig: server.Kubeconfig, Context: server.Context,
	}}, holder, shortTimes)
	if err != nil {
		t.Fatal(err)
	}
	return lease
}

func noReport(string) {}

func is[E error](err error) bool {
	var target E
	return errors.As(err, &target)
}
