package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kaaslab/kaaslab/lab/snapshot"
)

const addonLab = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
addonProfiles:
- name: web
  clusterSelector: {matchLabels: {web: "yes"}}
  manifests: [./web.yaml]
- name: kept
  clusterSelector: {matchLabels: {web: "yes"}}
  syncMode: ContinuousWithDriftDetection
  dependsOn: [web]
  manifests: [./kept.yaml]
workloadClusters:
- {name: real, infrastructure: simulated, labels: {web: "yes"}, workers: [{name: md-0, replicas: 1}]}
- {name: hollow, infrastructure: inMemory, labels: {web: "yes"}}
`

// TestLabAddonsAreInstalledOnSimulatedClusters: apply ends when Sveltos has installed a profile and its pods run; a crash
// of Sveltos, or of what runs it, is healed; what somebody changes by hand is put right where the profile asks for it; what
// a profile brought leaves a cluster that it does not select any more; and nothing of it outlives the lab.
func TestLabAddonsAreInstalledOnSimulatedClusters(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := newLabTest(t, "embedded")
	l.requireSveltos()
	l.write(addonLab)
	l.writeAs("web.yaml", webDeployment)
	l.writeAs("kept.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept, namespace: default}\ndata: {colour: red}\n")
	l.must(exitDone, "apply", "--yes")
	l.matches()
	l.wantAddon("real", "web", snapshot.Ready)
	l.wantAddon("real", "kept", snapshot.Ready)
	l.listensNowhere(l.processOf("kaaslab-sveltos"))
	l.wantAddon("hollow", "web", snapshot.Matched)
	l.wantRunning("real", 2)
	l.undoesChangesByHand("real")

	l.killProgram("kaaslab-sveltos")
	l.writeAs("web.yaml", strings.Replace(webDeployment, `"replicas": 2`, `"replicas": 3`, 1))
	l.must(exitDone, "apply", "--yes")
	l.wantRunning("real", 3)

	l.killEmbedded()
	l.must(exitDone, "apply", "--yes")
	l.matches()
	l.write(strings.Replace(addonLab, `simulated, labels: {web: "yes"}`, `simulated, labels: {web: "no"}`, 1))
	l.must(exitDone, "apply", "--yes")
	eventually(t, 2*time.Minute, "what the profile brought leaves the cluster that it does not select any more", func() bool {
		return l.workload("real").deployments() == 0
	})

	ports := l.ports()
	l.must(exitDone, "destroy", "--yes")
	l.wantNothingLeft(ports)
}

// undoesChangesByHand changes what profile kept has installed, and removes it.
func (l *labTest) undoesChangesByHand(cluster string) {
	l.Helper()
	ctx, kept := context.Background(), l.workload(cluster).CoreV1().ConfigMaps("default")
	isRed := func() bool {
		there, err := kept.Get(ctx, "kept", metav1.GetOptions{})
		return err == nil && there.Data["colour"] == "red"
	}
	l.putRight(func(attempt int) error {
		_, err := kept.Patch(ctx, "kept", types.MergePatchType, fmt.Appendf(nil, `{"data": {"colour": "blue %d"}}`, attempt), metav1.PatchOptions{})
		return err
	}, isRed)
	if err := kept.Delete(ctx, "kept", metav1.DeleteOptions{}); err != nil {
		l.Fatal(err)
	}
	eventually(l.T, patience, "what was removed by hand comes back", isRed)
	eventually(l.T, patience, "the profile is installed again", func() bool { return l.hasAddon(cluster, "kept", snapshot.Ready) })
	l.matches()
}

// putRight changes something by hand and waits until it is right again. What is changed before anybody has looked at what
// was installed counts as right, so that it is changed in another way when nobody puts it right for long.
func (l *labTest) putRight(change func(attempt int) error, isRight func() bool) {
	l.Helper()
	attempt, due := 0, time.Time{}
	eventually(l.T, patience, "what was changed by hand is put right", func() bool {
		if attempt > 0 && isRight() {
			return true
		}
		if time.Now().After(due) {
			if err := change(attempt); err != nil {
				l.Fatal(err)
			}
			attempt, due = attempt+1, time.Now().Add(patience/4)
		}
		return false
	})
}

func (l *labTest) requireSveltos() {
	l.Helper()
	if _, err := os.Stat(filepath.Join(filepath.Dir(embeddedPath(l.T)), "kaaslab-sveltos")); err != nil {
		l.Fatalf("%v; run `make build`", err)
	}
}

// socket is one that waits for connections: its address as the kernel writes it, and what a process has open of it.
type socket struct{ address, file string }

// socketsIn reads the sockets that wait for connections from a table of the kernel.
func socketsIn(table string) (sockets []socket) {
	const listening = "0A"
	text, _ := os.ReadFile(table)
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 9 && fields[3] == listening {
			sockets = append(sockets, socket{fields[1], "socket:[" + fields[9] + "]"})
		}
	}
	return sockets
}

// listensNowhere checks that a process has no socket that waits for connections.
func (l *labTest) listensNowhere(pid int) {
	l.Helper()
	for _, table := range []string{"tcp", "tcp6"} {
		for _, s := range socketsIn(fmt.Sprintf("/proc/%d/net/%s", pid, table)) {
			if hasOpen(pid, s.file) {
				l.Errorf("process %d listens on %s", pid, s.address)
			}
		}
	}
}

func hasOpen(pid int, file string) bool {
	open, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	return slices.ContainsFunc(open, func(fd string) bool {
		target, _ := os.Readlink(fd)
		return target == file
	})
}

// wantAddon checks how status says that a profile stands on a cluster.
func (l *labTest) wantAddon(cluster, profile, state string) {
	l.Helper()
	if !l.hasAddon(cluster, profile, state) {
		l.Errorf("%s is not %s on %s:\n%s", profile, state, cluster, l.must(exitDone, "status"))
	}
}

func (l *labTest) hasAddon(cluster, profile, state string) bool {
	l.Helper()
	for _, c := range l.status().WorkloadClusters {
		for _, addon := range c.Addons {
			if c.Name == cluster && addon.Profile == profile && addon.State == state {
				return true
			}
		}
	}
	return false
}
