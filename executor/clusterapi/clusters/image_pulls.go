package clusters

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// ImagePulls says which images the nodes of a cluster cannot pull, or nothing.
type ImagePulls func(ctx context.Context, cluster string) (string, error)

const (
	// pullsTime bounds one question to the API server of a cluster that is not ready.
	pullsTime = 3 * time.Second
	// pullsAtOnce is how many clusters are asked at a time.
	pullsAtOnce = 8
	// pullsBetween is the time between two questions while a cluster is waited for.
	pullsBetween = 5 * time.Second
)

// failingPulls adds to clusters that are not ready which images their nodes cannot pull: a node without its pod network is not Ready for that
// reason alone, and Cluster API does not know it.
func (h *replacing) failingPulls(ctx context.Context, observed []planner.Observed) {
	if h.imagePulls == nil {
		return
	}
	var all errgroup.Group
	all.SetLimit(pullsAtOnce)
	for i := range observed {
		if o := &observed[i]; h.onDocker(*o) && o.Phase == planner.NotReady {
			all.Go(func() error {
				if said := h.askPulls(ctx, o.ID.Name); said != "" {
					o.Detail = joined(o.Detail, said)
				}
				return nil
			})
		}
	}
	_ = all.Wait() // what cannot be asked is not said
}

// askPulls is empty where there is no answer: the API server comes up, or is what the cluster waits for.
func (h *replacing) askPulls(ctx context.Context, cluster string) string {
	ctx, cancel := context.WithTimeout(ctx, pullsTime)
	defer cancel()
	said, err := h.imagePulls(ctx, cluster)
	if err != nil {
		return ""
	}
	return said
}

// withPulls says it while the cluster is waited for, too. It asks beside what it reports, so that nothing waits for the answer.
func (h *replacing) withPulls(ctx context.Context, r planner.Resource, report executor.Report) (with executor.Report, stop func()) {
	if h.imagePulls == nil || !h.onDocker(planner.Observed{Resource: r, Owner: h.lab}) {
		return report, func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	both := &twofold{report: report}
	var asking sync.WaitGroup
	asking.Go(func() {
		tick := time.NewTicker(pullsBetween)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				both.add(h.askPulls(ctx, r.ID.Name))
			}
		}
	})
	return both.say, func() { cancel(); asking.Wait() }
}

// twofold reports what a cluster waits for, with what its nodes cannot pull. Either may come first, and change alone.
type twofold struct {
	report executor.Report

	mu            sync.Mutex
	message, more string
}

func (t *twofold) say(message string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.message = message
	t.report(joined(t.message, t.more))
}

func (t *twofold) add(more string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if more != t.more && t.message != "" {
		t.more = more
		t.report(joined(t.message, t.more))
	}
}

func joined(message, more string) string {
	if message == "" || more == "" {
		return message + more
	}
	return message + "; " + more
}
