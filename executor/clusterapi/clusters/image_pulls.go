package clusters

import (
	"context"
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
)

// failingPulls adds to clusters that are not ready which images their nodes cannot pull: a node without its pod network is not Ready for that
// reason alone, and Cluster API does not know it.
func (h *replacing) failingPulls(ctx context.Context, observed []planner.Observed) {
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
	if h.imagePulls == nil {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, pullsTime)
	defer cancel()
	said, err := h.imagePulls(ctx, cluster)
	if err != nil {
		return ""
	}
	return said
}

// seeToPulls gives nodes that cannot pull the passwords of the lab: what a machine was told to begin with may be older than the lab file.
func (h *replacing) seeToPulls(ctx context.Context, cluster string, report executor.Report) string {
	said := h.askPulls(ctx, cluster)
	if said == "" || h.renewLogins == nil {
		return said
	}
	if err := h.renewLogins(ctx, cluster, report); err != nil && ctx.Err() == nil {
		return joined(said, err.Error())
	}
	return said
}

func joined(message, more string) string {
	if message == "" || more == "" {
		return message + more
	}
	return message + "; " + more
}
