package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// fleet is a number of simulated clusters with the two profiles of the first example: a chart from disk and a DaemonSet.
type fleet struct {
	count, controlPlanes, workers int
	version                       string
}

func (f fleet) text() string {
	return head + fmt.Sprintf(`workloadClusters:
- name: fleet
  count: %d
  kubernetesVersion: %s
  labels: {app: all}
  controlPlane: {replicas: %d}
  workers: [{name: md-0, replicas: %d}]
addonProfiles:
- name: shop
  clusterSelector: {matchLabels: {app: all}}
  helmCharts: [{chart: ./charts/shop, release: shop, namespace: shop}]
- name: goldpinger
  clusterSelector: {matchLabels: {app: all}}
  manifests: [./goldpinger.yaml]
`, f.count, f.version, f.controlPlanes, f.workers)
}

func someSimulated(count int) fleet { return fleet{count, 1, 2, "v1.36.1"} }

// newFleetLab has the files of the first example beside its lab file.
func newFleetLab(b *testing.B) *lab {
	b.Helper()
	l := newLab(b)
	if err := os.CopyFS(l.dir, os.DirFS(filepath.Join("..", "examples", "embedded"))); err != nil {
		b.Fatal(err)
	}
	return l
}

// BenchmarkSimulated makes simulated clusters, each of one control plane machine and two workers with two profiles: how long
// it takes, how long add-ons take once a cluster is there, and what all processes of the lab need.
func BenchmarkSimulated(b *testing.B) {
	for _, count := range []int{1, 20} {
		b.Run(strconv.Itoa(count), func(b *testing.B) {
			for b.Loop() {
				l := newFleetLab(b)
				up := l.apply(someSimulated(count).text())
				used, addons := usage(b, l.data()), l.addonTime()
				b.ReportMetric(l.destroy().wall.Seconds(), "destroy-s")
				b.ReportMetric(up.wall.Seconds(), "up-s")
				b.ReportMetric(addons.Seconds(), "addons-s")
				b.ReportMetric((used.cpu+up.cpu.Seconds())/float64(count), "cpu-s/cluster")
				b.ReportMetric(used.peak, "peak-MB")
			}
		})
	}
}

// BenchmarkSimulatedAtRest compares a lab before and after more clusters have come to rest: what each takes.
func BenchmarkSimulatedAtRest(b *testing.B) {
	const few, more, rest = 2, 8, 90 * time.Second
	for b.Loop() {
		l := newFleetLab(b)
		l.apply(someSimulated(few).text())
		before := resting(l, rest)
		l.apply(someSimulated(few + more).text())
		after := resting(l, rest)
		l.destroy()
		b.ReportMetric((after.memory-before.memory)/more, "MB/cluster")
		b.ReportMetric(100*(after.cpu-before.cpu)/rest.Seconds()/more, "%-of-a-core/cluster")
		b.ReportMetric(before.memory, "MB-of-2")
	}
}

// settle is how long a lab has for what it does once after it was made: informers fill, garbage is collected.
const settle = 2 * time.Minute

// resting is what a lab uses during a time in which nobody asks anything of it.
func resting(l *lab, during time.Duration) used {
	time.Sleep(settle)
	begin := usage(l.B, l.data())
	time.Sleep(during)
	end := usage(l.B, l.data())
	end.cpu -= begin.cpu
	return end
}

// BenchmarkSimulatedChange scales a cluster, upgrades it by a minor version, and starts the management cluster again with
// eight of them.
func BenchmarkSimulatedChange(b *testing.B) {
	b.Run("scale", func(b *testing.B) { change(b, someSimulated(1), fleet{1, 3, 4, "v1.36.1"}) })
	b.Run("upgrade", func(b *testing.B) {
		change(b, fleet{1, 1, 2, "v1.35.2"}, fleet{1, 1, 2, "v1.36.1"})
	})
	b.Run("restart", func(b *testing.B) {
		for b.Loop() {
			l := newFleetLab(b)
			l.apply(someSimulated(8).text())
			kill(b, l.data())
			b.ReportMetric(l.apply(someSimulated(8).text()).wall.Seconds(), "apply-s")
		}
	})
}

func change(b *testing.B, from, to fleet) {
	for b.Loop() {
		l := newFleetLab(b)
		l.apply(from.text())
		b.ReportMetric(l.apply(to.text()).wall.Seconds(), "apply-s")
	}
}

var summaries = schema.GroupVersionResource{Group: "config.projectsveltos.io", Version: "v1beta1", Resource: "clustersummaries"}

// addonTime is the longest time from a cluster's being Available to its last profile's being Provisioned. The API has whole
// seconds.
func (l *lab) addonTime() time.Duration {
	l.Helper()
	available, client := map[string]time.Time{}, l.management()
	all, err := client.Resource(clusters).List(context.Background(), metav1.ListOptions{})
	if err != nil {
		l.Fatal(err)
	}
	for _, c := range all.Items {
		available[c.GetName()] = since(c, "Available")
	}
	found, err := client.Resource(summaries).List(context.Background(), metav1.ListOptions{})
	if err != nil || len(found.Items) != 2*len(available) {
		l.Fatalf("%d ClusterSummaries of %d clusters (%v)", len(found.Items), len(available), err)
	}
	longest := time.Duration(0)
	for _, s := range found.Items {
		name, _, _ := unstructured.NestedString(s.Object, "spec", "clusterName")
		longest = max(longest, provisioned(s).Sub(available[name]))
	}
	return longest
}

// since is when a condition became what it is.
func since(object unstructured.Unstructured, condition string) time.Time {
	conditions, _, _ := unstructured.NestedSlice(object.Object, "status", "conditions")
	for _, c := range conditions {
		if c := c.(map[string]any); c["type"] == condition {
			return when(c["lastTransitionTime"])
		}
	}
	return time.Time{}
}

// provisioned is when the last part of a profile was applied to a cluster.
func provisioned(summary unstructured.Unstructured) (last time.Time) {
	features, _, _ := unstructured.NestedSlice(summary.Object, "status", "featureSummaries")
	for _, f := range features {
		if t := when(f.(map[string]any)["lastAppliedTime"]); t.After(last) {
			last = t
		}
	}
	return last
}

func when(value any) time.Time {
	text, _ := value.(string)
	t, _ := time.Parse(time.RFC3339, text)
	return t
}
