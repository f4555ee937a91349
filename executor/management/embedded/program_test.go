package embedded

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// realProgram returns the path of kaaslab-embedded itself. A machine that cannot run it cannot say that the handler works.
func realProgram(t *testing.T) string {
	t.Helper()
	path := os.Getenv(Variable)
	if path == "" {
		path = filepath.Join("..", "..", "..", "bin", Program)
	}
	path, err := filepath.Abs(path)
	must(t, err)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v; run `make build` first, or set $%s", err, Variable)
	}
	return path
}

// TestContractOfTheProgram starts the real program, several times.
func TestContractOfTheProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a minute")
	}
	options := Options{Binary: realProgram(t)}
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	dir, err := statedir.For(lab.Name)
	must(t, err)
	h := NewHandler(dir, ownershiptest.Lab(dir.Lab()), options)
	t.Cleanup(func() { gone(t, h) })
	stopped := func(t *testing.T) {
		must(t, h.signal(syscall.SIGSTOP))
		t.Cleanup(func() { kill(t, h) })
	}
	handlertest.Run(t, handlertest.Subject{
		Lab: lab, Resource: resource(0), Timeout: 3 * time.Minute,
		Changed:    planner.ManagementCluster{Provider: spec.ProviderEmbedded, ClusterAPI: "v1.14.2", APIPort: freePort(t)},
		New:        func(*testing.T) executor.Handler { return NewHandler(dir, ownershiptest.Lab(dir.Lab()), options) },
		Without:    handlertest.Nobodys("its files are in the lab's own directory, behind its lock"),
		Drift:      func(t *testing.T) { kill(t, h) },
		NeverReady: stopped,
		NeverGone:  stopped,
	})
}

// TestRunningProgramIsLeftAlone: what the real program says of itself, asked and in its status, is the same.
func TestRunningProgramIsLeftAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts the real program")
	}
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	dir, err := statedir.For(lab.Name)
	must(t, err)
	h := NewHandler(dir, ownershiptest.Lab(dir.Lab()), Options{Binary: realProgram(t)})
	t.Cleanup(func() { kill(t, h) })
	r := resource(0)
	var before int
	for range 2 {
		must(t, h.Apply(t.Context(), r, func(string) {}))
		must(t, h.AwaitReady(t.Context(), r, func(string) {}))
		pid := pidOf(observe(t, h))
		if before != 0 && pid != before {
			t.Errorf("process %d was ended for %d, which is the same program", before, pid)
		}
		before = pid
	}
}
