package bench

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/bench/machine"
)

// head begins the file of every embedded lab.
const head = "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: bench\n"

// lab is an embedded lab with state of its own.
type lab struct {
	*testing.B
	kaaslab, dir, state string
}

// newLab begins without a lab. What the benchmark leaves of one is destroyed.
func newLab(b *testing.B) *lab {
	b.Helper()
	b.ReportMetric(machine.Load(), "load-before")
	l := &lab{B: b, kaaslab: program(b, "kaaslab"), dir: b.TempDir(), state: b.TempDir()}
	b.Cleanup(func() { _ = command(l.state, l.kaaslab, "destroy", "-f", l.file(), "--yes").Run() })
	return l
}

func (l *lab) file() string { return filepath.Join(l.dir, "lab.yaml") }

// data is the directory of the embedded management cluster.
func (l *lab) data() string { return filepath.Join(l.state, "kaaslab", "bench", "embedded") }

// apply makes what a lab file says, and checks that nothing is left to do.
func (l *lab) apply(text string) finished {
	l.Helper()
	if err := os.WriteFile(l.file(), []byte(text), 0o600); err != nil {
		l.Fatal(err)
	}
	done := run(l.B, l.state, l.kaaslab, "apply", "-f", l.file(), "--yes")
	if plan := run(l.B, l.state, l.kaaslab, "plan", "-f", l.file()); !strings.Contains(plan.out, "No changes.") {
		l.Fatalf("the plan is not empty:\n%s", plan.out)
	}
	return done
}

func (l *lab) destroy() finished {
	l.Helper()
	return run(l.B, l.state, l.kaaslab, "destroy", "-f", l.file(), "--yes")
}

// management asks the management cluster.
func (l *lab) management() dynamic.Interface {
	l.Helper()
	path := strings.TrimSpace(run(l.B, l.state, l.kaaslab, "kubeconfig", "-f", l.file(), "--path").out)
	config, err := clientcmd.BuildConfigFromFlags("", path)
	if err != nil {
		l.Fatal(err)
	}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		l.Fatal(err)
	}
	return client
}
