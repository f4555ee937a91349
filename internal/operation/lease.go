package operation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"

	"github.com/kaaslab/kaaslab/executor/management"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Leases returns the lease of a lab for a command that changes it.
type Leases func(command string) (*management.Lease, error)

// leaseOn keeps other machines from changing the lab in a management cluster that they reach as well. Others are this machine's
// own, where the lock is enough.
func leaseOn(cluster management.Cluster, lab *spec.Lab, here planner.Identity) Leases {
	shared, is := cluster.(management.Shared)
	if !is {
		return nil
	}
	return func(command string) (*management.Lease, error) { return shared.Lease(lab, holderOf(here, command)) }
}

// holderOf takes a state directory for a machine: the lock of a lab is in it.
func holderOf(here planner.Identity, command string) management.Holder {
	sum := sha256.Sum256([]byte(here.Machine + "\n" + here.StateDir))
	return management.Holder{
		User: here.User, Host: here.Host, Command: command, PID: os.Getpid(), Machine: hex.EncodeToString(sum[:8]),
	}
}

// Plan plans a run. A run that changes something takes the lease and looks again, for another machine may have changed
// something meanwhile; one that has nothing to do takes none, and removes the one of an earlier run here that had no time to.
func (r *Run) Plan(how PlanOptions) (*planner.Plan, error) {
	plan, err := r.lab.Plan(r.Stop, how)
	switch {
	case err != nil || r.lab.Lease == nil:
		return plan, err
	case plan.Empty():
		return plan, r.sweepLease()
	}
	if err := r.TakeLease(); err != nil {
		return nil, err
	}
	return r.lab.Plan(r.Stop, how)
}

func (r *Run) sweepLease() error {
	lease, err := r.lab.Lease(r.Command)
	if err == nil {
		lease.Sweep(r.Stop)
	}
	return err
}

// TakeLease keeps other machines from changing the lab until the end of the run. A run that loses its lease is over at once.
func (r *Run) TakeLease() error {
	if r.lab.Lease == nil {
		return nil
	}
	lease, err := r.lab.Lease(r.Command)
	if err != nil {
		return err
	}
	kept, release, err := lease.Take(r.Stop, r.lab.Report)
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
