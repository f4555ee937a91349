package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"

	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
)

func TestMain(m *testing.M) { kubetest.Main(m) }

const fleetSize = 1000

// BenchmarkFleet measures kaaslab with 1,000 workload clusters on an API server without controllers: writing all of them
// without waiting, and then planning while nothing is to do, against a bare list of the same objects.
func BenchmarkFleet(b *testing.B) {
	server := kubetest.Store(b)
	client := server.Dynamic(b)
	kaaslab, state := program(b, "kaaslab"), b.TempDir()
	for b.Loop() {
		file := writeLab(b, server, fleetSize)
		run(b, state, kaaslab, "apply", "-f", file, "--yes", "--wait=false", "--target", "clusterClass/bench-in-memory")
		setReady(b, client, classes, func(*unstructured.Unstructured) {})
		written := run(b, state, kaaslab, "apply", "-f", file, "--yes", "--wait=false")
		actAsControllers(b, client)
		run(b, state, kaaslab, "apply", "-f", file, "--yes")

		start := fastest(b, 5, state, kaaslab, "version")
		plan := fastest(b, 5, state, kaaslab, "plan", "-f", file)
		if !strings.Contains(plan.out, "No changes.") {
			b.Fatalf("the plan is not empty:\n%s", plan.out)
		}
		list := fastestList(b, client)
		b.ReportMetric(written.wall.Seconds(), "write-s")
		b.ReportMetric(milliseconds(list), "bare-list-ms")
		b.ReportMetric(milliseconds(plan.wall), "plan-ms")
		b.ReportMetric(float64(plan.wall-start.wall)/float64(list), "plan/list")
		b.ReportMetric(plan.rss, "plan-MB")
		run(b, state, kaaslab, "destroy", "-f", file, "--yes")
	}
}

func writeLab(b *testing.B, server *kubetest.Server, count int) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "lab.yaml")
	text := fmt.Sprintf("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: bench\n"+
		"managementCluster: {provider: existing, name: bench-management, kubeconfig: %s, context: %s}\n"+
		"workloadClusters:\n- {name: fleet, count: %d, labels: {cni: cilium}, workers: [{name: md-0, replicas: 2}]}\n",
		server.Kubeconfig, server.Context, count)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

// fastestList lists the Cluster objects as plainly as a client can, in one page.
func fastestList(b *testing.B, client dynamic.Interface) time.Duration {
	b.Helper()
	best := time.Hour
	for range 5 {
		started := time.Now()
		list, err := client.Resource(clusters).Namespace("default").List(context.Background(), listAll)
		if err != nil || len(list.Items) < fleetSize {
			b.Fatalf("listed %d clusters (%v)", len(list.Items), err)
		}
		best = min(best, time.Since(started))
	}
	return best
}
