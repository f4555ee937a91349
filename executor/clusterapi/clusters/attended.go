package clusters

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// attendedBetween is the time between two looks at what Cluster API does not know of a cluster that is waited for.
const attendedBetween = 5 * time.Second

// attended is the waiting for a cluster, by somebody who sees what Cluster API does not: that a machine never comes up, and on Docker,
// where nodes are not Ready without a pod network, that its image cannot be pulled or that the profile does not come.
type attended struct {
	report   executor.Report
	pulls    func() string // what nodes cannot pull
	replace  func()        // has machines replaced that never come up
	profiles []planner.ID  // that are for the cluster
	lost     executor.Lost
	end      context.CancelFunc

	mu            sync.Mutex
	message, more string
	hopeless      error // what the cluster needs and does not get
}

// attend waits as wait does, and ends early when what the cluster lacks does not come in this run.
func (h *replacing) attend(ctx context.Context, r planner.Resource, report executor.Report, lost executor.Lost, wait func(context.Context, executor.Report) error) error {
	if attrs, _ := r.Attrs.(planner.WorkloadCluster); attrs.Existing {
		return wait(ctx, report) // its machines are somebody else's
	}
	ctx, end := context.WithCancel(ctx)
	a := &attended{report: report, lost: lost, end: end, pulls: func() string { return "" }}
	a.replace = func() { _ = h.replaceIncomplete(ctx, r, report) } // it is tried again
	if h.onDocker(planner.Observed{Resource: r, Owner: h.lab}) {
		a.pulls = func() string { return h.seeToPulls(ctx, r.ID.Name, report) }
		if h.profiles != nil {
			a.profiles = h.profiles(r.ID.Name)
		}
	}
	var looking sync.WaitGroup
	looking.Go(func() { a.look(ctx) })
	err := wait(ctx, a.say)
	end()
	looking.Wait()
	if err != nil && a.hopeless != nil {
		return a.hopeless
	}
	return err
}

func (a *attended) look(ctx context.Context) {
	var without incomplete
	tick := time.NewTicker(attendedBetween)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			a.add(a.pulls())
			if without.lasts(a.said(), now) {
				a.replace()
			}
		}
	}
}

// say is the report of the waiting.
func (a *attended) say(message string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.message = message
	a.report(joined(a.message, a.more))
}

func (a *attended) said() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.message
}

// add reports what was seen inside, if it is another thing than before.
func (a *attended) add(more string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if more != a.more && a.message != "" {
		a.more = more
		a.report(joined(a.message, a.more))
	}
	if !strings.Contains(a.message, noNetwork) {
		return
	}
	for _, profile := range a.profiles {
		if a.hopeless = a.lost(profile); a.hopeless != nil {
			a.end()
			return
		}
	}
}

// noNetwork is how a kubelet says that its node has no pod network.
const noNetwork = "NetworkPluginNotReady"
