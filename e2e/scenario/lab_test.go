package scenario

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/client"
)

// keptIn is an environment variable with a directory whose lab is used if it
// is there, and stays. It makes work on a single step quick.
const keptIn = "SCENARIO_DIR"

// lab is one lab of the tests' own, which only the program may make and remove.
type lab struct {
	*testing.T
	*world
	labSpec
	dir    string // of the lab file
	states string // where state is kept, if not beside it
	docker *client.Client

	failures   *failures
	hadKind    bool     // the network was there before
	hadVolumes []string // likewise
}

func newLab(t *testing.T, spec labSpec) *lab {
	t.Helper()
	return newWorld(t).lab(t, spec)
}

func (w *world) lab(t *testing.T, spec labSpec) *lab {
	t.Helper()
	dir, kept := t.TempDir(), false
	if given := os.Getenv(keptIn); given != "" {
		dir, kept = filepath.Join(given, spec.Name), true
	}
	docker, err := client.NewClientWithOpts(client.WithHost(w.host), client.WithAPIVersionNegotiation())
	if err != nil {
		t.Fatal(err)
	}
	spec.Port = freePort(t)
	l := &lab{T: t, world: w, labSpec: spec, dir: dir, docker: docker}
	l.hadKind, l.hadVolumes = l.networkExists("kind"), l.volumes()
	if !kept {
		t.Cleanup(l.tidy)
	}
	if err := os.MkdirAll(filepath.Join(dir, "home"), 0o700); err != nil {
		t.Fatal(err)
	}
	l.write()
	return l
}

// in is the lab inside of a subtest.
func (l *lab) in(t *testing.T) *lab {
	inner := *l
	inner.T = t
	return &inner
}

// tidy leaves nothing, even after a test that failed in the middle.
func (l *lab) tidy() {
	if r := l.run("destroy", "--yes"); r.code != 0 {
		l.Errorf("destroy at the end: exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	l.removeLeftovers()
}

// write replaces the lab file.
func (l *lab) write() {
	l.Helper()
	l.writeFile("lab.yaml", []byte(l.text(l.built)))
}

// result is how a command ended.
type result struct {
	code           int
	stdout, stderr string
}

// command is kaaslab as a user would run it, with a home of its own.
func (l *lab) command(args ...string) *exec.Cmd {
	cmd := exec.Command(l.kaaslab, args...)
	cmd.Dir = l.dir
	cmd.Env = append(os.Environ(), "DOCKER_HOST="+l.host, "HOME="+filepath.Join(l.dir, "home"),
		"XDG_STATE_HOME="+l.state(), "KUBECONFIG="+l.usersOwn())
	return cmd
}

// commandLimit is far above what any command takes; a hang is told by it.
const commandLimit = 12 * time.Minute

func (l *lab) run(args ...string) result {
	l.Helper()
	cmd := l.command(args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	hang := time.AfterFunc(commandLimit, func() { _ = cmd.Process.Kill() })
	defer hang.Stop()
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		l.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

func (l *lab) state() string    { return cmp.Or(l.states, filepath.Join(l.dir, "state")) }
func (l *lab) usersOwn() string { return filepath.Join(l.dir, "users-own") }

// must runs a command that has to end with a code, and returns what it said.
func (l *lab) must(code int, args ...string) string {
	l.Helper()
	r := l.run(args...)
	if r.code != code {
		l.Fatalf("kaaslab %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), r.code, code, r.stdout, r.stderr)
	}
	return r.stdout
}

func (l *lab) apply() string {
	l.Helper()
	return l.must(0, "apply", "--yes")
}

// planned checks that the plan has changes, and among them some words.
func (l *lab) planned(words ...string) {
	l.Helper()
	plan := l.must(2, "plan", "--detailed-exitcode")
	for _, w := range words {
		if !strings.Contains(plan, w) {
			l.Errorf("the plan does not say %q:\n%s", w, plan)
		}
	}
}

// matches checks that there is nothing to do. A manager that is not available for a moment, which a busy machine brings about at any
// time, is waited out: the plan is right to name it, and no step of the lab has a part in it.
func (l *lab) matches() {
	l.Helper()
	eventually(l, settling, "all managers are available", l.managersAvailable)
	if plan := l.must(0, "plan", "--detailed-exitcode"); !strings.Contains(plan, "No changes. The lab matches lab.yaml.") {
		l.Fatalf("plan does not say that there is nothing to do:\n%s", plan)
	}
}

// settles is for what happened without an apply: what controllers and load balancers say may be older than that for a while, and be
// wrong for a moment when they notice. It ends without another apply.
func (l *lab) settles() {
	l.Helper()
	eventually(l, settling, "there is nothing to do", func() error {
		r := l.run("plan", "--detailed-exitcode")
		if r.code == 0 {
			return nil
		}
		l.Logf("not settled yet: exit code %d\n%s%s", r.code, r.stdout, r.stderr)
		l.show(l.management(), "get", "pods", "--all-namespaces", "--output=wide")
		return fmt.Errorf("exit code %d of plan:\n%s%s", r.code, r.stdout, r.stderr)
	})
}
