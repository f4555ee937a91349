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
	path := os.Getenv(variable)
	if path == "" {
		path = filepath.Join("..", "..", "bin", program)
	}
	path, err := filepath.Abs(path)
	must(t, err)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v; run `make build` first, or set $%s", err, variable)
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
