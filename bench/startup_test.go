package bench

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// BenchmarkVersion compares `kaaslab version` with a Go program that does nothing, and with `kubectl version --client`
// where there is a kubectl: heavy libraries must not work at start-up.
func BenchmarkVersion(b *testing.B) {
	kaaslab, state := program(b, "kaaslab"), b.TempDir()
	bare := compile(b, "package main\n\nfunc main() {}\n")
	for b.Loop() {
		ours, floor := fastest(b, 10, state, kaaslab, "version"), fastest(b, 10, state, bare)
		b.ReportMetric(milliseconds(ours.wall-floor.wall), "ms-more-than-bare-go")
		b.ReportMetric(milliseconds(ours.cpu), "cpu-ms")
		b.ReportMetric(ours.rss, "MB")
		if kubectl, err := exec.LookPath("kubectl"); err == nil {
			theirs := fastest(b, 10, state, kubectl, "version", "--client")
			b.ReportMetric(float64(ours.wall)/float64(theirs.wall), "of-kubectl")
		}
	}
}

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
