package live_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cli/live/livetest"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

func TestFailuresInAWindow(t *testing.T) {
	failures := []view.Failure{
		{
			StepError: executor.StepError{Step: "create workloadCluster/pools", Err: errors.New("waiting until it is ready took longer than 20m0s; last: Available: RemoteConnectionProbe: Remote connection not established yet")},
			Account: executor.Account{
				Conditions: []string{"Available is False: RemoteConnectionProbe: Remote connection not established yet", "InfrastructureReady is False: NotReady"},
				Events:     []string{"2026-11-04T12:00:02Z TopologyCreate Cluster/pools: Created DevCluster default/pools-m8x2k"},
			},
		},
		{
			StepError: executor.StepError{Step: "create clusterAPI/cluster-api", Err: errors.New("waiting until it is ready took longer than 20m0s; last: Deployment capi-system/capi-controller-manager: 0 of 1 available")},
			Account: executor.Account{
				Conditions: []string{"Available is False: Deployment does not have minimum availability."},
				Pods:       []string{"capi-controller-manager-7c-x2k: manager CrashLoopBackOff after 3 restarts (exit code 1, Error): back-off 40s restarting failed container"},
				Events:     []string{"2026-11-04T12:00:03Z BackOff Pod/capi-controller-manager-7c-x2k: Back-off restarting failed container manager"},
				Log:        []string{"flags parsed", "E1104 12:00:01 main.go:12] unable to create controller: no matches for kind"},
			},
		},
		{
			StepError: executor.StepError{Step: "create managementCluster/m", Err: errors.New("kaaslab-embedded has ended; the end of its log /state/demo/embedded/embedded.log:\netcd is up\nno space left on device")},
			Account:   executor.Account{Log: []string{"etcd is up", "no space left on device"}},
		},
		{StepError: executor.StepError{Step: "create kubeconfig/small", Err: errors.New("no space left on device")}},
	}
	next := []string{"kubectl --kubeconfig /state/demo/kubeconfigs/demo-management.kubeconfig describe cluster pools", "kaaslab status", "kaaslab apply  # goes on from here"}
	var seen screens
	for _, columns := range []int{60, 200} {
		w := livetest.Open(t, columns, 40)
		t.Setenv("NO_COLOR", "")
		t.Setenv("TERM", "xterm-256color")
		if err := view.Failures(w.Side, failures, next, view.StyleFor(w.Side)); err != nil {
			t.Fatal(err)
		}
		seen.add(fmt.Sprintf("%d columns", columns), w.Await("goes on from here"))
		if !w.Coloured() {
			t.Error("there are no colours")
		}
	}
	seen.compare(t, "failures")
}

// fleet is a plan for so many clusters.
func fleet(clusters int) *planner.Plan {
	plan := &planner.Plan{Lab: "fleet", Notes: []string{"in-memory clusters run no pods: add-on profiles are matched to them, not installed"}}
	for i := range clusters {
		id := planner.ID{Kind: planner.KindWorkloadCluster, Name: fmt.Sprintf("fleet-%03d", i+1)}
		plan.Steps = append(plan.Steps, planner.Step{
			ID: planner.StepID("create " + id.String()), Action: planner.Create, Resource: planner.Resource{ID: id}, Reason: "is not there",
		})
	}
	return plan
}

func TestPlanInAWindow(t *testing.T) {
	var seen screens
	for _, columns := range []int{60, 200} {
		w := livetest.Open(t, columns, 30)
		t.Setenv("NO_COLOR", "1")
		plan := fleet(100)
		if err := view.PlanText(w.Side, plan, "lab.yaml", false, view.StyleFor(w.Side)); err != nil {
			t.Fatal(err)
		}
		seen.add(fmt.Sprintf("%d columns", columns), w.Await("Plan: "))
		if w.Coloured() {
			t.Error("there are colours")
		}
	}
	seen.compare(t, "plan")
}
