package live_test

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/kaaslab/kaaslab/internal/cli/live"
	"github.com/kaaslab/kaaslab/internal/cli/live/livetest"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
)

// labOf is a lab with so many clusters, of which none or all are available.
func labOf(clusters int, state string) snapshot.Status {
	status := snapshot.Status{
		Lab: "demo", ManagementCluster: snapshot.Management{Name: "demo-management", Provider: "embedded", State: snapshot.Ready, APIPort: 40001},
		AddonProfiles: []snapshot.Profile{{Name: "cilium", State: snapshot.Ready, Note: "matched, not installed: in-memory clusters run no pods"}},
	}
	for i := range clusters {
		c := snapshot.Cluster{
			Name: fmt.Sprintf("cluster-%c", 'a'+i), State: state, KubernetesVersion: "v1.36.1", ControlPlane: planner.Replicas{Wanted: 1},
			Endpoint: fmt.Sprintf("https://127.0.0.1:%d", 20001+i), Addons: []snapshot.Addon{{Profile: "cilium", State: snapshot.Matched}},
		}
		if state == "Available" {
			c.ControlPlane.Ready, c.Machines = 1, []snapshot.Machine{{Name: c.Name + "-x7k2p", State: snapshot.Ready}}
		} else {
			c.WaitingFor = "Available: RemoteConnectionProbe: Remote connection not established yet"
		}
		status.WorkloadClusters = append(status.WorkloadClusters, c)
	}
	return status
}

func TestStatusThatIsWatched(t *testing.T) {
	var seen screens
	w := livetest.Open(t, 60, 20)
	var now snapshot.Status
	screen := live.Start(w.Side, func(width, height int) []string {
		return view.StatusPicture(now, view.StatusLook{Style: view.Style{Width: width}}, height)
	})
	show := func(status snapshot.Status) { screen.Change(func() { now = status }) }
	seen.add("before the first look", w.Await("Looking"))
	show(labOf(2, "Provisioning"))
	seen.add("60 columns", w.Await("note: "))
	w.Resize(200, 20)
	if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil {
		t.Fatal(err)
	}
	seen.add("then 200 columns", w.AwaitScreen(func(screen string) bool {
		return strings.Contains(screen, "20002; Available: RemoteConnectionProbe: Remote connection not established yet\n") && strings.Contains(screen, "no pods")
	}))
	show(labOf(2, "Available"))
	seen.add("all available", w.AwaitScreen(func(screen string) bool { return !strings.Contains(screen, "Provisioning") }))
	show(labOf(12, "Available"))
	seen.add("too many for the window", w.Await("too low"))
	show(labOf(1, "Available"))
	screen.Close()
	fmt.Fprint(w.Side, "what comes next\n")
	seen.add("the end", w.Await("what comes next"))
	seen.compare(t, "status")
}
