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
	said := &sayings{}
	var asking sync.WaitGroup
	asking.Go(func() { said.keep(ctx, func() string { return h.askPulls(ctx, r.ID.Name) }) })
	return func(message string) { report(joined(message, said.last())) }, func() { cancel(); asking.Wait() }
}

// sayings keeps the last answer.
type sayings struct {
	mu   sync.Mutex
	text string
}

func (s *sayings) keep(ctx context.Context, ask func() string) {
	tick := time.NewTicker(pullsBetween)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		text := ask()
		s.mu.Lock()
		s.text = text
		s.mu.Unlock()
	}
}

func (s *sayings) last() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text
}

func joined(message, more string) string {
	if message == "" || more == "" {
		return message + more
	}
	return message + "; " + more
}
