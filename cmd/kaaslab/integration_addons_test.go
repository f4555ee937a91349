package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/cmd/kaaslab/internal/snapshot"
)

const addonLab = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
addonProfiles:
- name: web
  clusterSelector: {matchLabels: {web: "yes"}}
  manifests: [./web.yaml]
workloadClusters:
- {name: real, infrastructure: simulated, labels: {web: "yes"}, workers: [{name: md-0, replicas: 1}]}
- {name: hollow, labels: {web: "yes"}}
`

// TestLabAddonsAreInstalledOnSimulatedClusters: apply ends when Sveltos has installed a profile and its pods run; a crash
// of Sveltos, or of what runs it, is healed; and nothing of it outlives the lab.
func TestLabAddonsAreInstalledOnSimulatedClusters(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := newLabTest(t, "embedded")
	l.requireSveltos()
	l.write(addonLab)
	l.writeFile("web.yaml", webDeployment)
	l.must(exitDone, "apply", "--yes")
	l.matches()
	l.wantAddon("real", "web", snapshot.Ready)
	l.wantAddon("hollow", "web", snapshot.Matched)
	l.wantRunning("real", 2)

	l.killProgram("kaaslab-sveltos")
	l.writeFile("web.yaml", strings.Replace(webDeployment, `"replicas": 2`, `"replicas": 3`, 1))
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

func (l *labTest) requireSveltos() {
	l.Helper()
	if _, err := os.Stat(filepath.Join(filepath.Dir(embeddedPath(l.T)), "kaaslab-sveltos")); err != nil {
		l.Fatalf("%v; run `make build`", err)
	}
}

// wantAddon checks how status says that a profile stands on a cluster.
func (l *labTest) wantAddon(cluster, profile, state string) {
	l.Helper()
	for _, c := range l.status().WorkloadClusters {
		for _, addon := range c.Addons {
			if c.Name == cluster && addon.Profile == profile && addon.State == state {
				return
			}
		}
	}
	l.Errorf("%s is not %s on %s:\n%s", profile, state, cluster, l.must(exitDone, "status"))
}
