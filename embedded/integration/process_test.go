// Package integration starts the real program and looks at it from outside.
package integration

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kaaslab/kaaslab/embedded/internal/status"
)

// patience is for loaded machines; an idle one needs a tenth of it.
const (
	patience = 4 * time.Minute
	every    = 200 * time.Millisecond
)

// binary returns the program to test: the one in KAASLAB_EMBEDDED, or one that
// is built for all tests together.
var binary = sync.OnceValues(func() (string, error) {
	if path := os.Getenv("KAASLAB_EMBEDDED"); path != "" {
		return filepath.Abs(path)
	}
	dir, err := os.MkdirTemp("", "kaaslab-embedded-test")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "kaaslab-embedded")
	const version = "k8s.io/component-base/version."
	build := exec.Command("go", "build", "-modfile=generated/embedded.mod", "-o", path,
		"-ldflags=-s -w -X "+version+"gitVersion=v1.36.3 -X "+version+"gitMajor=1 -X "+version+"gitMinor=36", ".")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		return "", &buildError{err, string(out)}
	}
	return path, nil
})

type buildError struct {
	err error
	out string
}

func (e *buildError) Error() string { return e.err.Error() + "\n" + e.out }

// program is one running kaaslab-embedded.
type program struct {
	t    *testing.T
	dir  string
	cmd  *exec.Cmd
	log  string // path of its output
	done chan struct{}
}

// launch starts the program and does not wait for anything.
func launch(t *testing.T, dir string, args ...string) *program {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.CreateTemp(t.TempDir(), "log")
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	p := &program{t: t, dir: dir, log: log.Name(), done: make(chan struct{})}
	p.cmd = exec.Command(path, append([]string{"serve", "--data-dir", dir}, args...)...)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if err := p.run(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	return p
}

// run starts the program so that it dies with the tests, even if these are
// killed, where that can be had. It is tied to the thread that starts it, which
// therefore has to stay.
func (p *program) run() error {
	p.cmd.SysProcAttr = tied()
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			_ = p.cmd.Wait() // the exit code is in ProcessState
			close(p.done)
		}
	}()
	return <-started
}

// start launches the program and waits until it is ready.
func start(t *testing.T, dir string, args ...string) *program {
	t.Helper()
	p := launch(t, dir, args...)
	began := time.Now()
	p.eventually("ready", func() bool {
		select {
		case <-p.done:
			t.Fatalf("the program ended before it was ready:\n%s", p.tail())
		default:
		}
		s, err := p.status()
		return err == nil && s.PID == p.cmd.Process.Pid && s.Phase == status.Ready
	})
	t.Logf("ready after %.1fs", time.Since(began).Seconds())
	return p
}

func (p *program) status() (status.Status, error) {
	var s status.Status
	data, err := os.ReadFile(filepath.Join(p.dir, status.File))
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(data, &s)
}

// kill ends the program as a power cut would, and waits until it is gone.
func (p *program) kill() {
	_ = p.cmd.Process.Kill() // it may have ended before
	<-p.done
}

// terminate asks for a graceful stop and returns the exit code.
func (p *program) terminate(within time.Duration) int {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	return p.wait(within)
}

// wait returns the exit code of a program that is about to end.
func (p *program) wait(within time.Duration) int {
	p.t.Helper()
	select {
	case <-p.done:
	case <-time.After(within):
		p.t.Fatalf("still running after %v", within)
	}
	return p.cmd.ProcessState.ExitCode()
}

// eventually polls until ok or the end of patience.
func (p *program) eventually(what string, ok func() bool) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); !ok(); time.Sleep(every) {
		if time.Now().After(deadline) {
			p.t.Fatalf("not %s within %v; the end of the log:\n%s", what, patience, p.tail())
		}
	}
}

func (p *program) tail() string {
	data, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(string(data), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}

func (p *program) config() *rest.Config {
	p.t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", filepath.Join(p.dir, "kubeconfig"))
	if err != nil {
		p.t.Fatal(err)
	}
	config.QPS = -1
	config.WarningHandler = rest.NoWarnings{}
	return config
}

func (p *program) client() client.Client {
	p.t.Helper()
	c, err := client.New(p.config(), client.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}
