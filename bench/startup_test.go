package bench

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// BenchmarkAnswers compares commands that people wait for with a Go program that does nothing: heavy libraries must not work at
// start-up. What is answered later than allowed, at the best of ten times, is an error.
func BenchmarkAnswers(b *testing.B) {
	kaaslab, state := program(b, "kaaslab"), b.TempDir()
	file := filepath.Join(b.TempDir(), "lab.yaml")
	if err := os.WriteFile(file, []byte(smallLab), 0o600); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = command(state, kaaslab, "destroy", "-f", file, "--yes").Run() })
	run(b, state, kaaslab, "apply", "-f", file, "--yes")
	bare := compile(b, "package main\n\nfunc main() {}\n")
	for _, c := range []struct {
		name    string
		args    []string
		allowed float64 // milliseconds
	}{
		{"version", []string{"version"}, 100},
		{"plan", []string{"plan", "-f", file}, 300},
		{"completion", []string{"__complete", "kubeconfig", "-f", file, ""}, 150},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				ours, floor := fastest(b, 10, state, kaaslab, c.args...), fastest(b, 10, state, bare)
				more := milliseconds(ours.wall - floor.wall)
				if more > c.allowed {
					b.Errorf("kaaslab %s takes %.0f ms more than nothing, allowed are %.0f", c.name, more, c.allowed)
				}
				b.ReportMetric(more, "ms-more-than-bare-go")
				b.ReportMetric(c.allowed, "ms-allowed")
				b.ReportMetric(milliseconds(ours.cpu), "cpu-ms")
				b.ReportMetric(ours.rss, "MB")
			}
		})
	}
}

const smallLab = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: answers
workloadClusters:
- {name: small, workers: [{name: md-0, replicas: 1}]}
`

func compile(b *testing.B, source string) string {
	b.Helper()
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o600); err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(dir, "bare")
	if out, err := exec.Command("go", "build", "-o", path, filepath.Join(dir, "main.go")).CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return path
}
