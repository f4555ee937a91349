package clusters

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// slow is a cluster on Docker that is not ready for half a minute.
type slow struct{ clusterOnDocker }

func (s slow) Observe(context.Context, *spec.Lab) ([]planner.Observed, error) {
	return []planner.Observed{{Resource: s.resource(), Owner: "demo", Phase: planner.NotReady, Detail: "no node is Ready"}}, nil
}

func (slow) AwaitReady(ctx context.Context, _ planner.Resource, report executor.Report) error {
	report("no node is Ready") // once: it is told of changes only
	select {
	case <-time.After(30 * time.Second):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TestImagesThatCannotBePulledAreNamed while their cluster is waited for, and in its state. What cannot be asked is not said.
func TestImagesThatCannotBePulledAreNamed(t *testing.T) {
	const plain, full = "no node is Ready", "no node is Ready; pod kube-system/cni-1 cannot pull: 401 Unauthorized"
	for name, c := range map[string]struct {
		answer  string
		failure error
		said    []string
	}{
		"one cannot be pulled":     {answer: "pod kube-system/cni-1 cannot pull: 401 Unauthorized", said: []string{plain, full}},
		"all can":                  {said: []string{plain}},
		"the API server is silent": {failure: errors.New("EOF"), said: []string{plain}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := &replacing{handler: slow{}, lab: "demo", poll: time.Second,
					machines: &pretendedMachines{}, containers: func(context.Context) (map[string]bool, error) { return nil, nil },
					imagePulls: func(context.Context, string) (string, error) { return c.answer, c.failure }}
				observed, err := h.Observe(t.Context(), &spec.Lab{})
				if want := c.said[len(c.said)-1]; err != nil || observed[0].Detail != want {
					t.Errorf("its state is %q (%v), want %q", observed[0].Detail, err, want)
				}
				var said []string
				if err := h.AwaitReady(t.Context(), slow{}.resource(), func(message string) { said = append(said, message) }); err != nil {
					t.Fatal(err)
				}
				if said = slices.Compact(said); !slices.Equal(said, c.said) {
					t.Errorf("said %q, want %q", said, c.said)
				}
			})
		})
	}
}
