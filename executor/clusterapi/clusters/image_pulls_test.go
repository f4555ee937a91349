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

func (s slow) Observe(context.Context, planner.Wanted) ([]planner.Observed, error) {
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
				observed, err := h.Observe(t.Context(), planner.Want(&spec.Lab{}))
				if want := c.said[len(c.said)-1]; err != nil || observed[0].Detail != want {
					t.Errorf("its state is %q (%v), want %q", observed[0].Detail, err, want)
				}
				renewed := 0
				h.renewLogins = func(context.Context, string, executor.Report) error { renewed++; return nil }
				var said []string
				if err := h.AwaitReady(t.Context(), slow{}.resource(), func(message string) { said = append(said, message) }); err != nil {
					t.Fatal(err)
				}
				if (renewed > 0) != (c.answer != "") {
					t.Errorf("nodes were given passwords %d times", renewed)
				}
				if said = slices.Compact(said); !slices.Equal(said, c.said) {
					t.Errorf("said %q, want %q", said, c.said)
				}
			})
		})
	}
}

// TestAClusterIsNotWaitedForWithoutItsPodNetwork: it ends with the profile that would bring it, and with no other.
func TestAClusterIsNotWaitedForWithoutItsPodNetwork(t *testing.T) {
	why := errors.New("needs create sveltos/projectsveltos, which failed")
	cni := planner.ID{Kind: planner.KindClusterProfile, Name: "cni"}
	for name, c := range map[string]struct {
		waitsFor string
		lost     planner.ID
		want     error
	}{
		"its profile is lost":         {"Node.Ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady", cni, why},
		"another profile is":          {"Node.Ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady", planner.ID{Kind: planner.KindClusterProfile, Name: "web"}, nil},
		"it waits for something else": {"no machine has begun", cni, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := &replacing{handler: slow{}, lab: "demo", poll: time.Second, profiles: func(string) []planner.ID { return []planner.ID{cni} }}
				lost := func(id planner.ID) error {
					if id == c.lost {
						return why
					}
					return nil
				}
				err := h.attend(t.Context(), slow{}.resource(), func(string) {}, lost, func(ctx context.Context, report executor.Report) error {
					report(c.waitsFor)
					select {
					case <-time.After(time.Minute):
						return nil
					case <-ctx.Done():
						return ctx.Err()
					}
				})
				if !errors.Is(err, c.want) {
					t.Errorf("got %v, want %v", err, c.want)
				}
			})
		})
	}
}
