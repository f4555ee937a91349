package clusters

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
)

func TestNodesThatHaveNotReportedSinceTheyWereStartedAreAwaited(t *testing.T) {
	now := time.Date(2026, time.November, 4, 12, 0, 0, 500, time.UTC)
	before, after := now.Add(-time.Minute), now.Add(time.Second)
	type times = map[string]time.Time
	for name, c := range map[string]struct {
		started, beats times
		failure        error
		want           string
	}{
		"all have reported":          {times{"a-cp": now, "a-w": now}, times{"a-cp": after, "a-w": now.Truncate(time.Second)}, nil, ""},
		"one has not":                {times{"a-cp": now, "a-w": now}, times{"a-cp": after, "a-w": before}, nil, "node a-w has not reported since it was started"},
		"one is not ready":           {times{"a-cp": now, "a-w": now}, times{"a-cp": after, "a-w": {}}, nil, "node a-w is not Ready"},
		"one has not joined":         {times{"a-cp": now, "a-w": now}, times{"a-cp": after}, nil, ""},
		"the API server is silent":   {times{"a-cp": now}, nil, errors.New("EOF"), "waiting for its API server: EOF"},
		"containers are down":        {nil, times{"a-cp": before}, nil, ""},
		"a node that is nobody's is": {times{"a-cp": now}, times{"a-cp": after, "b": before}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			h := &replacing{handler: clusterOnDocker{}, lab: "demo", poll: time.Millisecond,
				started:    func(context.Context, string) (map[string]time.Time, error) { return c.started, nil },
				heartbeats: func(context.Context, string) (map[string]time.Time, error) { return c.beats, c.failure }}
			said := ""
			err := h.AwaitReady(ctx, clusterOnDocker{}.resource(), func(line string) { said = line; cancel() })
			if said != c.want || (err != nil) != (c.want != "") {
				t.Errorf("waits for %q, %v; want %q", said, err, c.want)
			}
		})
	}
}

func TestNodesOnAnotherDaemonAreNotAwaited(t *testing.T) {
	h := &replacing{handler: clusterOnDocker{}, lab: "demo", poll: time.Millisecond,
		started: func(context.Context, string) (map[string]time.Time, error) {
			return nil, &executor.Apart{Reason: "it is elsewhere"}
		},
		heartbeats: func(context.Context, string) (map[string]time.Time, error) { return nil, errors.New("asked") }}
	if err := h.AwaitReady(t.Context(), clusterOnDocker{}.resource(), func(string) {}); err != nil {
		t.Error(err)
	}
}
