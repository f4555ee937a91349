package operation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/management"
	"github.com/kaaslab/kaaslab/executor/management/existing"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// LeaseTaker takes the lease of a lab, and returns a context that ends when it is lost.
type LeaseTaker func(ctx context.Context, command string, report executor.Report) (kept context.Context, release func(), err error)

// leaseOn keeps other machines from changing the lab in a management cluster that they reach as well. Others are this machine's
// own, where the lock is enough.
func leaseOn(cluster management.Cluster, lab *spec.Lab, here planner.Identity) LeaseTaker {
	shared, is := cluster.(management.Shared)
	if !is {
		return nil
	}
	return func(ctx context.Context, command string, report executor.Report) (context.Context, func(), error) {
		lease, err := shared.Lease(lab, holderOf(here, command))
		if err != nil {
			return nil, nil, err
		}
		return lease.Take(ctx, report)
	}
}

// holderOf takes a state directory for a machine: the lock of a lab is in it.
func holderOf(here planner.Identity, command string) existing.Holder {
	sum := sha256.Sum256([]byte(here.Machine + "\n" + here.StateDir))
	return existing.Holder{
		User: here.User, Host: here.Host, Command: command, PID: os.Getpid(), Machine: hex.EncodeToString(sum[:8]),
	}
}

// Plan plans a run. A run that changes something takes the lease and looks again, for another machine may have changed
// something meanwhile; one that has nothing to do writes nothing, not even a lease.
func (r *Run) Plan(how PlanOptions) (*planner.Plan, error) {
	plan, err := r.lab.Plan(r.Stop, how)
	if err != nil || plan.Empty() || r.lab.Lease == nil {
		return plan, err
	}
	if err := r.TakeLease(); err != nil {
		return nil, err
	}
	return r.lab.Plan(r.Stop, how)
}

// TakeLease keeps other machines from changing the lab until the end of the run. A run that loses its lease is over at once.
func (r *Run) TakeLease() error {
	if r.lab.Lease == nil {
		return nil
	}
	kept, release, err := r.lab.Lease(r.Stop, r.Command, r.lab.Report)
	if err != nil {
		return err
	}
	kill, lose := context.WithCancelCause(r.Kill)
	context.AfterFunc(kept, func() {
		if cause := context.Cause(kept); fault.Of(cause) == fault.Locked {
			lose(cause)
		}
	})
	r.Kill, r.release = kill, release
	return nil
}
