package labtest

import (
	"context"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/lab"
	"github.com/kaaslab/kaaslab/lab/snapshot"
)

// betweenLooks is the time between two looks at a lab.
const betweenLooks = 2 * time.Second

// addon is an add-on profile on a cluster.
type addon struct{ profile, cluster string }

// addonFailed is an add-on that was given up.
type addonFailed struct {
	addon
	detail string
}

func (f *addonFailed) Error() string {
	return "add-on " + f.profile + " has failed on cluster " + f.cluster + ": " + f.detail
}

// FaultCode implements fault.Coded.
func (*addonFailed) FaultCode() fault.Code { return fault.AddonFailed }

// failures are add-ons that have failed in every look since a time.
type failures struct {
	patience time.Duration
	since    map[addon]time.Time
}

// seen takes another look into account, and returns a failure that has lasted too long.
func (f *failures) seen(status lab.Status, now time.Time) *addonFailed {
	before := f.since
	f.since = map[addon]time.Time{}
	var last *addonFailed
	for _, cluster := range status.WorkloadClusters {
		for _, a := range cluster.Addons {
			if a.State != snapshot.Failed {
				continue
			}
			this := addon{a.Profile, cluster.Name}
			first, known := before[this]
			if !known {
				first = now
			}
			f.since[this] = first
			if now.Sub(first) >= f.patience && last == nil {
				last = &addonFailed{this, a.Detail}
			}
		}
	}
	return last
}

// watchAddons stops a run once an add-on has failed for too long: Sveltos would go on trying. What it returns ends the watch.
func (r *running) watchAddons(ctx context.Context, stop context.CancelCauseFunc) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticks := time.NewTicker(betweenLooks)
		defer ticks.Stop()
		failing := failures{patience: r.options.patience}
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticks.C:
			}
			status, err := r.look(ctx)
			if err != nil || ctx.Err() != nil {
				continue
			}
			if failed := failing.seen(status, time.Now()); failed != nil {
				stop(failed)
			}
		}
	}()
	return func() { cancel(); <-done }
}
