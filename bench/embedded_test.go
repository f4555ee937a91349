package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// BenchmarkEmbedded makes labs of in-memory clusters (one control plane machine and one worker each) with the real
// controllers, and removes them again: how long it takes, and what the management cluster needs for it.
func BenchmarkEmbedded(b *testing.B) {
	for _, count := range []int{0, 3, 100} {
		b.Run(strconv.Itoa(count), func(b *testing.B) {
			for b.Loop() {
				measureEmbedded(b, count)
			}
		})
	}
}

func measureEmbedded(b *testing.B, count int) {
	kaaslab, state := program(b, "kaaslab"), b.TempDir()
	file := filepath.Join(b.TempDir(), "lab.yaml")
	text := "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: bench\n"
	if count > 0 {
		text += fmt.Sprintf("workloadClusters:\n- {name: fleet, count: %d, workers: [{name: md-0, replicas: 1}]}\n", count)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = command(state, kaaslab, "destroy", "-f", file, "--yes").Run() }) // if something failed

	up := run(b, state, kaaslab, "apply", "-f", file, "--yes")
	cpu, rss := usage(b, filepath.Join(state, "kaaslab", "bench", "embedded"))
	if plan := run(b, state, kaaslab, "plan", "-f", file); !strings.Contains(plan.out, "No changes.") {
		b.Fatalf("the plan is not empty:\n%s", plan.out)
	}
	if count > 0 {
		b.ReportMetric(removeAll(b, kaaslab, state, file).wall.Seconds(), "delete-s")
	}
	run(b, state, kaaslab, "destroy", "-f", file, "--yes")
	b.ReportMetric(up.wall.Seconds(), "up-s")
	b.ReportMetric(cpu, "up-cpu-s")
	b.ReportMetric(rss, "peak-MB")
}

// removeAll takes the clusters out of the lab file and applies it.
func removeAll(b *testing.B, kaaslab, state, file string) finished {
	b.Helper()
	if err := os.WriteFile(file, []byte("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: bench\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	return run(b, state, kaaslab, "apply", "-f", file, "--yes")
}
