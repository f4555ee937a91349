package scenario

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/e2e/internal/daemon"
	"github.com/kaaslab/kaaslab/e2e/internal/imageset"
)

// world is what all labs of this package share: a daemon with the images, and
// the program.
type world struct {
	daemon  daemon.Daemon
	host    string
	built   imageset.Built
	kaaslab string
	tools   string // a directory with the tools of others
}

const preparing = 30 * time.Minute // a cold image set is compiled

// prepare is run once for all tests. It is cheap when all is there. Nothing is built later, beside labs that need the processors.
var prepare = sync.OnceValues(func() (*world, error) {
	ctx, cancel := context.WithTimeout(context.Background(), preparing)
	defer cancel()
	own := daemon.Daemon{Dir: daemon.DefaultDir}
	host, err := own.Usable(ctx, os.Getenv("DOCKER_HOST"))
	if err != nil {
		return nil, err
	}
	built, err := imageset.Build(ctx, imageset.Options{Host: host, Log: say})
	if err != nil {
		return nil, err
	}
	kaaslab, err := program(ctx)
	if err != nil {
		return nil, err
	}
	tools, err := buildTools(ctx)
	return &world{daemon: own, host: host, built: built, kaaslab: kaaslab, tools: tools}, err
})

func say(format string, args ...any) { fmt.Printf("images: "+format+"\n", args...) }

// ownsDaemon tells the tests' own daemon from one that they were given.
func (w *world) ownsDaemon() bool { return w.host == w.daemon.Host() }

func newWorld(t *testing.T) *world {
	t.Helper()
	if testing.Short() || os.Geteuid() != 0 {
		t.Skip("it runs a Docker daemon: run it as root and without -short")
	}
	t.Cleanup(func() { sayFailures(t) })
	w, err := prepare()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// programDir is where TestMain has programs built, and removes them.
var programDir string

// program is the one in $KAASLAB, with kaaslab-container beside it, or both are built from this checkout.
func program(ctx context.Context) (string, error) {
	if path := os.Getenv("KAASLAB"); path != "" {
		return filepath.Abs(path)
	}
	for _, name := range []string{"kaaslab-container", "kaaslab"} {
		build := exec.CommandContext(ctx, "go", "build", "-o", programDir, "./cmd/"+name)
		build.Dir, build.Stderr = "../..", os.Stderr
		if name == "kaaslab-container" {
			build.Env = append(os.Environ(), "CGO_ENABLED=0") // it runs where nothing else is
		}
		if err := build.Run(); err != nil {
			return "", err
		}
	}
	return filepath.Join(programDir, "kaaslab"), nil
}

func TestMain(m *testing.M) {
	report.start = time.Now()
	dir, err := os.MkdirTemp("", "kaaslab-scenario-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	programDir = dir
	restore := rememberSysctls()
	code := m.Run()
	restore()
	printReport()
	_ = os.RemoveAll(programDir)
	os.Exit(code)
}
