package clusters

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/planner"
)

// Started returns when each container of a cluster's nodes was started, or nothing while one of them does not run as it
// should.
type Started func(ctx context.Context, cluster string) (map[string]time.Time, error)

// Heartbeats returns when each node of a cluster last said that it is ready; the zero time for one that is not.
type Heartbeats func(ctx context.Context, cluster string) (map[string]time.Time, error)

// heartbeatTime bounds one question to the API server of a workload cluster.
const heartbeatTime = 10 * time.Second

// awaitHeartbeats waits until every kubelet has said since its container was started that its node is ready. After a restart
// of Docker the API server has the nodes as they were before, for up to a minute, and Cluster API believes it.
func (h *replacing) awaitHeartbeats(ctx context.Context, r planner.Resource, report executor.Report) error {
	if h.heartbeats == nil || !h.onDocker(planner.Observed{Resource: r, Owner: h.lab}) {
		return nil
	}
	return poll.Until(ctx, "the nodes of cluster "+r.ID.Name, h.poll, report, func(ctx context.Context) (string, error) {
		started, err := h.started(ctx, r.ID.Name)
		if executor.IsApart(err) || err == nil && len(started) == 0 {
			return "", nil
		}
		if err != nil {
			return "", err
		}
		ctx, cancel := context.WithTimeout(ctx, heartbeatTime)
		defer cancel()
		beats, err := h.heartbeats(ctx, r.ID.Name)
		if err != nil {
			return "waiting for its API server: " + err.Error(), nil
		}
		return silent(started, beats), nil
	})
}

// silent says which node has not reported since it was started. One that has not joined is not waited for here: how many
// there should be is for Cluster API to say.
func silent(started, beats map[string]time.Time) string {
	for _, name := range slices.Sorted(maps.Keys(started)) {
		beat, joined := beats[name]
		switch {
		case !joined:
		case beat.IsZero():
			return fmt.Sprintf("node %s is not Ready", name)
		case beat.Before(started[name].Truncate(time.Second)): // heartbeats are in whole seconds
			return fmt.Sprintf("node %s has not reported since it was started", name)
		}
	}
	return ""
}
