package live_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cli/live"
	"github.com/kaaslab/kaaslab/internal/cli/live/livetest"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

// run is a plan that runs by the clock of the test, drawn in a window.
type run struct {
	*livetest.Terminal
	steps  *view.Steps
	screen *live.Screen
	begun  map[string]time.Duration
	widths chan int // of the last picture
}

var start = time.Date(2026, time.November, 4, 12, 0, 0, 0, time.UTC)

func draw(t *testing.T, columns, rows int, style view.Style, resources ...string) *run {
	t.Helper()
	plan := &planner.Plan{Lab: "demo"}
	for _, resource := range resources {
		id, _ := planner.ParseID(resource)
		plan.Steps = append(plan.Steps, planner.Step{
			ID: planner.StepID("create " + resource), Action: planner.Create, Resource: planner.Resource{ID: id},
		})
	}
	r := &run{
		Terminal: livetest.Open(t, columns, rows), steps: view.NewSteps(plan, style, start),
		begun: map[string]time.Duration{}, widths: make(chan int, 1),
	}
	r.screen = live.Start(r.Side, r.picture)
	t.Cleanup(r.screen.Close)
	return r
}

func (r *run) picture(width, height int) []string {
	select {
	case <-r.widths: // nobody asked for it
	default:
	}
	r.widths <- width
	return r.steps.Lines(width, height)
}

// resize gives the window another width, and waits until it is drawn for that.
func (r *run) resize(columns, rows int) {
	r.Helper()
	r.Resize(columns, rows)
	if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil {
		r.Fatal(err)
	}
	for width := range r.widths {
		if width == columns {
			return
		}
	}
}

// event is something that happens so many seconds after the start.
func (r *run) event(seconds float64, kind executor.EventType, resource, message string) {
	at := time.Duration(seconds * float64(time.Second))
	if kind == executor.Started {
		r.begun[resource] = at
	}
	e := executor.Event{
		Time: start.Add(at), Type: kind, Step: planner.StepID("create " + resource), Message: message, Elapsed: at - r.begun[resource],
	}
	if kind == executor.Failed {
		e.Message, e.Err = "", errors.New(message)
	}
	r.screen.Change(func() { r.steps.Event(e) })
}

// at lets so many seconds pass, and returns the screen then.
func (r *run) at(seconds int) string {
	r.Helper()
	now := time.Duration(seconds) * time.Second
	r.screen.Change(func() { r.steps.Tick(start.Add(now)) })
	return r.Await(fmt.Sprintf("\n%d:%02d  ", seconds/60, seconds%60))
}

// end is the summary that stays.
func (r *run) end() string {
	r.Helper()
	r.screen.Change(r.steps.Finish)
	r.screen.Close()
	fmt.Fprint(r.Side, "what comes next\r\n")
	return r.Await("what comes next")
}

const waiting = "Available: RemoteConnectionProbe: Remote connection not established yet; waiting for Machine %s-x7k2p: NodeHealthy: Waiting for Cluster control plane to be initialized"

func story(t *testing.T, columns int, style view.Style) screens {
	var seen screens
	r := draw(t, columns, 20, style, "managementCluster/demo-management", "clusterClass/demo-in-memory",
		"workloadCluster/available", "workloadCluster/pools", "workloadCluster/small",
		"kubeconfig/available", "kubeconfig/demo-management", "kubeconfig/pools", "kubeconfig/small")
	r.event(0, executor.Started, "managementCluster/demo-management", "")
	r.event(0.1, executor.Progress, "managementCluster/demo-management", "starting the API server")
	seen.add("the management cluster starts", r.at(1))
	r.event(9, executor.Succeeded, "managementCluster/demo-management", "")
	for _, next := range []string{"clusterClass/demo-in-memory", "workloadCluster/available", "workloadCluster/pools", "workloadCluster/small", "kubeconfig/demo-management"} {
		r.event(9, executor.Started, next, "")
	}
	r.event(9.2, executor.Succeeded, "clusterClass/demo-in-memory", "")
	r.event(9.3, executor.Succeeded, "kubeconfig/demo-management", "")
	r.event(10, executor.Progress, "workloadCluster/available", fmt.Sprintf(waiting, "available"))
	r.event(10, executor.Retrying, "workloadCluster/pools", "the webhook does not answer yet; trying again in 400ms")
	r.event(11, executor.Progress, "workloadCluster/small", "0 of 1 control plane machines ready")
	seen.add("clusters come up", r.at(12))
	r.event(40, executor.Succeeded, "workloadCluster/small", "")
	r.event(40, executor.Started, "kubeconfig/small", "")
	r.event(40.1, executor.Succeeded, "kubeconfig/small", "")
	r.event(50, executor.Failed, "workloadCluster/pools", "admission webhook denied the request: variable cores is not defined in ClusterClass demo-in-memory")
	r.event(50, executor.Skipped, "kubeconfig/pools", "needs create workloadCluster/pools, which failed")
	seen.add("one has failed", r.at(51))
	r.event(60, executor.Succeeded, "workloadCluster/available", "")
	r.event(60, executor.Started, "kubeconfig/available", "")
	r.event(60.1, executor.Succeeded, "kubeconfig/available", "")
	seen.add("the end", r.end())
	if r.Coloured() != style.Colour {
		t.Errorf("the screen has colours: %v, want %v", r.Coloured(), style.Colour)
	}
	return seen
}

func TestRun(t *testing.T) {
	for _, columns := range []int{60, 200} {
		t.Run(fmt.Sprint(columns), func(t *testing.T) {
			story(t, columns, view.Style{Colour: true}).compare(t, fmt.Sprintf("run_%d", columns))
		})
	}
}

// NO_COLOR takes the colours away and nothing else.
func TestRunWithoutColours(t *testing.T) {
	story(t, 60, view.Style{}).compare(t, "run_60")
}

func TestRunInAWindowThatChanges(t *testing.T) {
	var seen screens
	r := draw(t, 120, 12, view.Style{}, "workloadCluster/one", "workloadCluster/two")
	r.event(0, executor.Started, "workloadCluster/one", "")
	r.event(0, executor.Started, "workloadCluster/two", "")
	r.event(1, executor.Progress, "workloadCluster/one", fmt.Sprintf(waiting, "one"))
	r.event(1, executor.Progress, "workloadCluster/two", "0 of 1 control plane machines ready")
	seen.add("120 columns", r.at(2))
	for i, columns := range []int{60, 30, 200} {
		r.resize(columns, 12)
		seen.add(fmt.Sprintf("then %d columns", columns), r.at(3+i))
	}
	seen.compare(t, "run_resized")
}

func TestRunOfAFleetFitsTheWindow(t *testing.T) {
	var seen screens
	var resources []string
	for i := range 100 {
		resources = append(resources, fmt.Sprintf("workloadCluster/fleet-%03d", i+1))
	}
	r := draw(t, 80, 14, view.Style{}, resources...)
	for i, resource := range resources {
		name := strings.TrimPrefix(resource, "workloadCluster/")
		r.event(float64(i)/100, executor.Started, resource, "")
		r.event(1, executor.Progress, resource, fmt.Sprintf(waiting, name))
	}
	seen.add("all wait for the same", r.at(2))
	for i, resource := range resources {
		r.event(3, executor.Progress, resource, fmt.Sprintf("waits for number %d", i))
	}
	seen.add("each waits for something else", r.at(4))
	for i, resource := range resources {
		switch {
		case i%10 == 0:
			r.event(5, executor.Failed, resource, "no more addresses")
		case i%2 == 0:
			r.event(5, executor.Succeeded, resource, "")
		}
	}
	seen.add("some have ended", r.at(6))
	seen.compare(t, "run_fleet")
}

func TestRunThatIsStopped(t *testing.T) {
	var seen screens
	r := draw(t, 80, 12, view.Style{}, "workloadCluster/one", "kubeconfig/one")
	r.event(0, executor.Started, "workloadCluster/one", "")
	r.event(1, executor.Progress, "workloadCluster/one", "0 of 1 control plane machines ready")
	r.screen.Change(r.steps.Stopping)
	seen.add("Ctrl-C", r.at(2))
	r.event(3, executor.Skipped, "workloadCluster/one", "interrupted; last: 0 of 1 control plane machines ready")
	r.event(3, executor.Skipped, "kubeconfig/one", "interrupted")
	seen.add("the end", r.end())
	seen.compare(t, "run_stopped")
}

// A run may be over before the library has told how large the window is.
func TestRunThatIsOverAtOnce(t *testing.T) {
	for range 20 {
		r := draw(t, 80, 12, view.Style{}, "workloadCluster/one")
		r.event(0, executor.Started, "workloadCluster/one", "")
		r.event(1, executor.Succeeded, "workloadCluster/one", "")
		if end := r.end(); !strings.Contains(end, "✓ workloadCluster/one  done in 1.0s") {
			t.Fatalf("the screen shows\n%s", end)
		}
	}
}
