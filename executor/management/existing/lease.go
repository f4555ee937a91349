package existing

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	coordinationv1 "k8s.io/client-go/kubernetes/typed/coordination/v1"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/leaderelection/resourcelock"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/spec"
)

// Holder is a run that changes a lab, in words for the people on other machines.
type Holder struct {
	User, Host string
	Command    string // such as "kaaslab apply"
	PID        int
	// Machine tells machines apart: who holds the lock of the lab on a machine may take over the lease of a run there that died.
	Machine string
}

func (h Holder) String() string {
	return fmt.Sprintf("%s@%s, %s, pid %d%s", h.User, h.Host, h.Command, h.PID, h.onMachine())
}

func (h Holder) onMachine() string { return " on machine " + h.Machine }

// Held is the error of a lab that a run on another machine is changing.
type Held struct {
	Lab, Holder string
	Since       time.Time
}

// Error says who changes the lab.
func (h *Held) Error() string {
	return fmt.Sprintf("lab %q is being changed by %s since %s; wait for it or stop it there",
		h.Lab, h.Holder, h.Since.Local().Format(time.DateTime))
}

// FaultCode implements fault.Coded.
func (*Held) FaultCode() fault.Code { return fault.Locked }

// Lost is the error of a run whose lease somebody else has now, or may have.
type Lost struct {
	Lab string
	Err error // why it could not be renewed
}

// Error says what to do before the next run.
func (l *Lost) Error() string {
	return fmt.Sprintf("the lease of lab %q could not be renewed, so that another machine may change the lab now: %v; "+
		"look who does, and run the same command again", l.Lab, l.Err)
}

// Unwrap returns why the lease could not be renewed.
func (l *Lost) Unwrap() error { return l.Err }

// FaultCode implements fault.Coded.
func (*Lost) FaultCode() fault.Code { return fault.Locked }

// LeaseTimes say how long a lease holds. A run that cannot renew its lease stops before the lease may be taken over.
type LeaseTimes struct {
	Duration time.Duration // a lease that was not renewed for so long is a dead run's
	Deadline time.Duration // a run that could not renew for so long stops
	Retry    time.Duration // between two renewals
}

// DefaultLeaseTimes are those of a run.
var DefaultLeaseTimes = LeaseTimes{Duration: 30 * time.Second, Deadline: 20 * time.Second, Retry: 5 * time.Second}

// Lease keeps other machines from changing a lab in a management cluster that they reach too. It is an object of the API
// server for that purpose, renewed as long as the run lives and removed with its end.
type Lease struct {
	lab    string
	holder Holder
	times  LeaseTimes
	client coordinationv1.LeasesGetter
	lock   *resourcelock.LeaseLock
	begun  metav1.Time
}

// NewLease returns the lease of a lab, which is not taken yet.
func NewLease(lab *spec.Lab, holder Holder, times LeaseTimes) (*Lease, error) {
	m := lab.ManagementCluster
	config, err := load(m.Kubeconfig, m.Context)
	if err != nil {
		return nil, err
	}
	rest, err := clientcmd.NewDefaultClientConfig(*config, nil).ClientConfig()
	if err != nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "kubeconfig %s: %w", m.Kubeconfig, err)
	}
	rest.Timeout, rest.UserAgent = min(timeout, times.Deadline), "kaaslab"
	client, err := coordinationv1.NewForConfig(rest)
	if err != nil {
		return nil, fault.Errorf(fault.WrongKubeconfig, "kubeconfig %s: %w", m.Kubeconfig, err)
	}
	return &Lease{lab: lab.Name, holder: holder, times: times, client: client, lock: &resourcelock.LeaseLock{
		LeaseMeta:  metav1.ObjectMeta{Namespace: kube.Namespace, Name: "kaaslab-" + lab.Name},
		Client:     client,
		LockConfig: resourcelock.ResourceLockConfig{Identity: holder.String()},
	}}, nil
}

// Take takes the lease and keeps it until release is called. The error of a lease that a living run has is a *Held. The
// context that it returns ends when the lease is lost, so that two runs never write at once.
func (l *Lease) Take(ctx context.Context, report executor.Report) (kept context.Context, release func(), err error) {
	if err := l.take(ctx, report); err != nil {
		return nil, nil, l.explain(err)
	}
	kept, lose := context.WithCancelCause(ctx)
	renewing, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := l.renew(renewing); err != nil {
			lose(err)
		}
	}()
	return kept, func() { stop(); <-ended; l.remove() }, nil
}

// renew writes the lease anew until the context ends. The error says that the lease is lost: somebody else wrote it, or
// nobody answered for too long.
func (l *Lease) renew(ctx context.Context) error {
	for renewed := time.Now(); poll.Pause(ctx, l.times.Retry) == nil; {
		err := l.lock.Update(ctx, l.record())
		switch {
		case err == nil:
			renewed = time.Now()
		case ctx.Err() != nil:
			return nil //nolint:nilerr // the run is over, and its lease with it
		case apierrors.IsConflict(err), apierrors.IsNotFound(err), time.Since(renewed) > l.times.Deadline:
			return &Lost{Lab: l.lab, Err: err}
		}
	}
	return nil
}

// take tries until the lease is the run's own, or known to be that of a run that lives.
func (l *Lease) take(ctx context.Context, report executor.Report) error {
	var seen sighting
	l.begun = metav1.Now()
	for {
		record, _, err := l.lock.Get(ctx)
		switch {
		case apierrors.IsNotFound(err):
			err = l.lock.Create(ctx, l.record())
		case err != nil:
		case l.mayHave(record, &seen):
			err = l.lock.Update(ctx, l.record())
		case seen.alive(record, l.times.Duration):
			return &Held{Lab: l.lab, Holder: describe(record), Since: record.AcquireTime.Time}
		default:
			report(fmt.Sprintf("the lease of lab %q is that of %s; waiting for a sign of life or its end", l.lab, describe(record)))
			err = errWait
		}
		if err == nil || !l.again(err, report) {
			return err
		}
		if err := poll.Pause(ctx, l.times.Retry); err != nil {
			return err
		}
	}
}

// errWait asks for another look.
var errWait = fault.Errorf(fault.Locked, "another run has the lease")

// again reports whether to try once more: another run was faster, and the next look says which, or nobody answered, which is
// said and not borne for longer than by a run that has the lease.
func (l *Lease) again(err error, report executor.Report) bool {
	switch {
	case errors.Is(err, errWait), apierrors.IsAlreadyExists(err), apierrors.IsConflict(err):
		return true
	case executor.OutlookOf(err, &Handler{}) == executor.Lasting || time.Since(l.begun.Time) > l.times.Deadline:
		return false
	}
	report(fmt.Sprintf("trying again: take the lease of lab %q: %v", l.lab, err))
	return true
}

// sighting is when a lease of somebody else was first seen as it is. Clocks of machines differ, so a lease is not dead
// because of the time that is written in it, but because it did not change while we looked.
type sighting struct {
	renewed time.Time
	since   time.Time
}

// mayHave reports whether the lease is free: nobody's, of a dead run on this machine, or not renewed for its whole duration.
func (l *Lease) mayHave(record *resourcelock.LeaderElectionRecord, seen *sighting) bool {
	if record.HolderIdentity == "" || strings.HasSuffix(record.HolderIdentity, l.holder.onMachine()) {
		return true
	}
	if seen.since.IsZero() {
		seen.renewed, seen.since = record.RenewTime.Time, time.Now()
	}
	return seen.renewed.Equal(record.RenewTime.Time) && time.Since(seen.since) > l.times.Duration
}

// alive reports whether the run was seen to renew its lease, or says that it did a moment ago.
func (s *sighting) alive(record *resourcelock.LeaderElectionRecord, duration time.Duration) bool {
	return !s.renewed.Equal(record.RenewTime.Time) || time.Since(record.RenewTime.Time).Abs() < duration
}

func (l *Lease) record() resourcelock.LeaderElectionRecord {
	return resourcelock.LeaderElectionRecord{
		HolderIdentity: l.holder.String(), LeaseDurationSeconds: int(l.times.Duration / time.Second),
		AcquireTime: l.begun, RenewTime: metav1.Now(),
	}
}

func describe(record *resourcelock.LeaderElectionRecord) string {
	words, _, _ := strings.Cut(record.HolderIdentity, " on machine ")
	return words
}

// remove leaves no lease behind, but one that is another machine's by now. It tries again for a while, for nobody may come who takes
// it over.
func (l *Lease) remove() {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	for {
		err := l.tryRemove(ctx)
		if err == nil || executor.OutlookOf(err, &Handler{}) == executor.Lasting || poll.Pause(ctx, l.times.Retry/10) != nil {
			return
		}
	}
}

// Sweep removes the lease that a run on this machine has left. That run is dead: whoever sweeps has the lock of the lab. One that
// cannot be removed runs out by itself.
func (l *Lease) Sweep(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	_ = l.tryRemove(ctx)
}

func (l *Lease) tryRemove(ctx context.Context) error {
	leases := l.client.Leases(l.lock.LeaseMeta.Namespace)
	live, err := leases.Get(ctx, l.lock.LeaseMeta.Name, metav1.GetOptions{})
	if err == nil && live.Spec.HolderIdentity != nil && strings.HasSuffix(*live.Spec.HolderIdentity, l.holder.onMachine()) {
		err = leases.Delete(ctx, live.Name, metav1.DeleteOptions{
			Preconditions: &metav1.Preconditions{UID: &live.UID, ResourceVersion: &live.ResourceVersion},
		})
	}
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

func (l *Lease) explain(err error) error {
	var held *Held
	if errors.As(err, &held) {
		return err
	}
	if apierrors.IsForbidden(err) {
		return fault.Errorf(fault.NotAllowed, "the lease %s in the management cluster, which keeps other machines from changing the lab at the same time, "+
			"may not be used: %w; allow get, create, update and delete of leases.coordination.k8s.io in namespace %s",
			l.lock.LeaseMeta.Name, err, l.lock.LeaseMeta.Namespace)
	}
	return fault.Errorf(kube.Code(err), "take the lease %s in the management cluster: %w", l.lock.LeaseMeta.Name, err)
}
