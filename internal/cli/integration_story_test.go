package cli

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// edited is examples/embedded with one cluster removed, one scaled, one with a further label and another version, and a new one.
const edited = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
workloadClusters:
- name: available
  labels: {tier: demo, app: goldpinger}
  controlPlane: {replicas: 3}
  workers: [{name: md-0, replicas: 3}]
- name: pools
  kubernetesVersion: v1.36.2
  labels: {tier: demo, app: goldpinger, ring: canary}
  workers:
  - {name: general, replicas: 1}
  - {name: batch, replicas: 1}
- name: fresh
  labels: {tier: demo}
`

const editedPlan = `  > ensure   clusterProfile/shop        cluster fresh: Sveltos has not begun; it
                                        waits for the cluster's control plane
  ~ update   workloadCluster/available  differs from the lab file
               workers[md-0].replicas: 1 -> 3
  + create   workloadCluster/fresh      is not there
  ~ update   workloadCluster/pools      differs from the lab file
               kubernetesVersion: v1.36.1 -> v1.36.2
               labels.ring: + canary
  + create   kubeconfig/fresh           is not there
  - delete   kubeconfig/small           is not in the lab file
  - delete   workloadCluster/small      is not in the lab file
`

const driftPlan = `  + create   clusterProfile/goldpinger  is not there
  ~ update   workloadCluster/available  differs from the lab file
               workers[md-0].replicas: 5 -> 3
  ~ update   workloadCluster/pools      differs from the lab file
               labels.ring: drifted -> canary
`

// TestLab is the life of a lab: made, changed, changed by somebody else, crashed, and gone.
func TestLab(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := newLabTest(t, "embedded")
	l.must(0, "apply", "--yes")
	l.matches()
	l.wantAvailable("available", "pools", "small")
	l.wantGoldpinger("available", 4)
	l.wantGoldpinger("pools", 3)

	l.write(edited + addonsOf(l))
	wantPlan(l, editedPlan)
	l.must(0, "apply", "--yes")
	l.matches()
	l.wantAvailable("available", "fresh", "pools")
	l.wantGoldpinger("available", 6)

	l.patch("available", `[{"op": "replace", "path": "/spec/topology/workers/machineDeployments/0/replicas", "value": 5}]`)
	l.patch("pools", `[{"op": "replace", "path": "/metadata/labels/ring", "value": "drifted"}]`)
	l.deleteProfile("goldpinger")
	wantPlan(l, driftPlan)
	l.must(0, "apply", "--yes")
	l.matches()
	l.wantAvailable("available", "fresh", "pools")

	l.killEmbedded()
	if plan := l.must(2, "plan", "--detailed-exitcode"); !strings.Contains(plan, "> ensure   managementCluster/demo-management") {
		t.Errorf("the plan after a crash does not restart the management cluster:\n%s", plan)
	}
	l.must(0, "apply", "--yes")
	l.matches()
	l.wantAvailable("available", "fresh", "pools")

	l.isStoppedAndStarted()
	l.matches()
	l.wantAvailable("available", "fresh", "pools")

	ports := l.ports()
	l.must(0, "destroy", "--yes")
	l.wantNothingLeft(ports)
}

// isStoppedAndStarted: a lab that is stopped has no process, and says that it is stopped; start brings back what it held.
func (l *labTest) isStoppedAndStarted() {
	l.Helper()
	l.must(0, "stop")
	if left := l.processes(); len(left) > 0 {
		l.Errorf("stopped, the lab has processes %v", left)
	}
	if status := l.must(0, "status", "--lab", "demo"); !strings.Contains(status, "Stopped") {
		l.Errorf("status does not say that the lab is stopped:\n%s", status)
	}
	if plan := l.must(0, "plan"); !strings.Contains(plan, "managementCluster/demo-management  stopped") {
		l.Errorf("the plan does not say that the lab is stopped:\n%s", plan)
	}
	l.isSavedAndLoaded()
	l.must(0, "start", "--lab", "demo")
}

// isSavedAndLoaded: what was saved is there again after the lab was destroyed, and only its owner can read the archive.
func (l *labTest) isSavedAndLoaded() {
	l.Helper()
	if said := l.must(0, "save", "demo.lab", "--lab", "demo", "-o", "json"); !strings.Contains(said, `"archive": "demo.lab"`) {
		l.Errorf("save does not say where: %s", said)
	}
	if info, err := os.Stat(filepath.Join(l.dir, "demo.lab")); err != nil || info.Mode().Perm() != 0o600 {
		l.Errorf("the archive is %v, %v", info, err)
	}
	l.must(exitRefused, "load", "demo.lab")
	l.must(0, "destroy", "--yes")
	l.must(0, "load", "demo.lab")
}

// wantGoldpinger checks that the add-on of the example runs on every node of a cluster.
func (l *labTest) wantGoldpinger(cluster string, nodes int) {
	l.Helper()
	pods, err := l.workload(cluster).CoreV1().Pods("kube-system").List(context.Background(), metav1.ListOptions{LabelSelector: "app=goldpinger"})
	if err != nil {
		l.Fatal(err)
	}
	on := map[string]bool{}
	for _, pod := range pods.Items {
		if pod.Status.Phase == corev1.PodRunning {
			on[pod.Spec.NodeName] = true
		}
	}
	if len(on) != nodes {
		l.Errorf("goldpinger runs on nodes %v of cluster %s, want %d", slices.Sorted(maps.Keys(on)), cluster, nodes)
	}
}

// addonsOf is the part of the example that stays as it is.
func addonsOf(l *labTest) string {
	text := l.read("lab.yaml")
	i := strings.Index(text, "addonProfiles:")
	if i < 0 {
		l.Fatal("examples/embedded has no addonProfiles")
	}
	return text[i:]
}

// wantPlan checks the steps of the plan, and that there is nothing beside them.
func wantPlan(l *labTest, want string) {
	l.Helper()
	plan := l.must(2, "plan", "--detailed-exitcode")
	steps, _, _ := strings.Cut(strings.TrimPrefix(plan, "Lab \"demo\":\n\n"), "\n\n")
	if diff := cmp.Diff(want, steps+"\n"); diff != "" {
		l.Errorf("plan (-want +got):\n%s", diff)
	}
}

func (l *labTest) wantNothingLeft(ports []int) {
	l.Helper()
	if left := l.processes(); len(left) > 0 {
		l.Errorf("processes %v are left", left)
	}
	l.wantClosed(ports)
	if left, _ := filepath.Glob(filepath.Join(l.state(), "*")); len(left) > 0 {
		l.Errorf("files %v are left", left)
	}
	if _, err := os.Stat(filepath.Join(l.home, "users-own")); err == nil {
		l.Error("the user's own kubeconfig was written")
	}
}
