package live_test

import (
	"fmt"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/view"
)

// However small the window, nothing is drawn outside of it, and what comes next has a line of its own.
func TestRunInASmallWindow(t *testing.T) {
	var seen screens
	for _, size := range [][2]int{{80, 4}, {80, 2}, {80, 1}, {20, 10}, {5, 10}, {1, 1}} {
		r := draw(t, size[0], size[1], view.Style{}, "workloadCluster/one", "workloadCluster/two", "kubeconfig/one")
		r.event(0, executor.Started, "workloadCluster/one", "")
		r.event(1, executor.Progress, "workloadCluster/one", "0 of 1 control plane machines ready")
		r.screen.Change(func() { r.steps.Tick(start.Add(2e9)) })
		name := fmt.Sprintf("%d columns, %d rows", size[0], size[1])
		if size[1] > 1 { // the last row is for the cursor
			seen.add(name, r.AwaitScreen(func(screen string) bool { return screen != "\n" }))
		}
		r.event(3, executor.Skipped, "workloadCluster/one", "interrupted")
		r.screen.Change(r.steps.Finish)
		r.screen.Close()
		fmt.Fprint(r.Side, "$")
		seen.add(name+", the end", r.Await("$"))
	}
	seen.compare(t, "run_small")
}
