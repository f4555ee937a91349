package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"

	"github.com/kaaslab/kaaslab/bench/machine"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
)

func TestMain(m *testing.M) { kubetest.Main(m) }

// BenchmarkFleet measures kaaslab with more and more workload clusters on an API server without controllers: writing all of
// them without waiting, planning and showing them while nothing is to do, against a bare list of the same objects, removing
// them, and what other tools take for them.
func BenchmarkFleet(b *testing.B) {
	for _, count := range []int{10, 100, 1000} {
		b.Run(strconv.Itoa(count), func(b *testing.B) {
			for b.Loop() {
				measureFleet(b, count)
			}
		})
	}
}

func measureFleet(b *testing.B, count int) {
	b.ReportMetric(machine.Load(), "load-before")
	f := newFleet(b, count)
	f.ReportMetric = b.ReportMetric
	written := f.write()
	plan := f.reportPlan()
	f.reportStatus()
	files := f.dump()
	f.reportDestroy()
	f.reportOthers(files, plan, written)
}

// storedFleet is a lab of so many clusters on a server that only stores what it is told.
type storedFleet struct {
	testing.TB
	// ReportMetric is that of a benchmark; a test has no use for it.
	ReportMetric         func(value float64, unit string)
	server               *kubetest.Server
	client               dynamic.Interface
	kaaslab, state, file string
	count                int
}

func newFleet(b testing.TB, count int) *storedFleet {
	b.Helper()
	server := kubetest.Store(b)
	return &storedFleet{
		TB: b, ReportMetric: func(float64, string) {}, server: server, client: server.Dynamic(b), count: count,
		kaaslab: program(b, "kaaslab"), state: b.TempDir(), file: writeLab(b, server, count),
	}
}

func (f *storedFleet) run(command string, flags ...string) finished {
	f.Helper()
	return run(f, f.state, f.kaaslab, append([]string{command, "-f", f.file}, flags...)...)
}

// command is run as often as it is asked for.
func (f *storedFleet) command(name string, flags ...string) func() finished {
	return func() finished {
		f.Helper()
		return f.run(name, flags...)
	}
}

// write writes all clusters of a class that is ready, and then acts as Cluster API until nothing is to do.
func (f *storedFleet) write() counted {
	f.Helper()
	f.run("apply", "--yes", "--wait=false", "--target", "clusterClass/bench-in-memory")
	setReady(f, f.client, classes, func(*unstructured.Unstructured) {})
	written := f.counted(f.command("apply", "--yes", "--wait=false"))
	actAsControllers(f, f.client)
	f.run("apply", "--yes")
	f.ReportMetric(written.wall.Seconds(), "write-s")
	f.report("write", written)
	return written
}

// reportPlan compares a plan, without what any command takes to begin, with a bare list.
func (f *storedFleet) reportPlan() counted {
	f.Helper()
	start := fastest(f, 5, f.state, f.kaaslab, "version")
	plan := f.fastest(f.command("plan"))
	if !strings.Contains(plan.out, "No changes.") {
		f.Fatalf("the plan is not empty:\n%s", plan.out)
	}
	list := fastestList(f, f.client, f.count)
	f.ReportMetric(milliseconds(list), "bare-list-ms")
	f.ReportMetric(milliseconds(plan.wall), "plan-ms")
	f.ReportMetric(float64(plan.wall-start.wall)/float64(list), "plan/list")
	f.report("plan", plan)
	return plan
}

func (f *storedFleet) reportStatus() {
	f.Helper()
	status := f.fastest(f.command("status"))
	f.ReportMetric(milliseconds(status.wall), "status-ms")
	f.report("status", status)
}

func (f *storedFleet) reportDestroy() {
	f.Helper()
	removed := f.counted(f.command("destroy", "--yes"))
	f.clear()
	f.ReportMetric(removed.wall.Seconds(), "destroy-s")
	f.report("destroy", removed)
}

func writeLab(b testing.TB, server *kubetest.Server, count int) string {
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
func fastestList(b testing.TB, client dynamic.Interface, count int) time.Duration {
	b.Helper()
	return shortest(5, func() time.Duration {
		started := time.Now()
		list, err := client.Resource(clusters).Namespace("default").List(context.Background(), listAll)
		if err != nil || len(list.Items) < count {
			b.Fatalf("listed %d clusters (%v)", len(list.Items), err)
		}
		return time.Since(started)
	}, func(d time.Duration) time.Duration { return d })
}
