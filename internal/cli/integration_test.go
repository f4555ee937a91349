package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/internal/orphans"
)

// asProgram makes this test binary run as kaaslab, so that the tests that need processes run the code that is tested.
const asProgram = "KAASLAB_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv("LC_ALL") == "" {
		os.Setenv("LC_ALL", "C.UTF-8") // pictures are compared as most people see them
	}
	if filepath.Base(os.Args[0]) == asKubectl {
		os.Exit(runAsKubectl(os.Args[1:]))
	}
	if os.Getenv(asProgram) != "" {
		os.Exit(Main(context.Background(), os.Args))
	}
	if os.Getenv(onStage) != "" {
		os.Exit(runOnStage())
	}
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") { // a test that starts this program as kaaslab has to say so
		fmt.Fprintf(os.Stderr, "%q is no flag of a test\n", os.Args[1])
		os.Exit(1)
	}
	os.Exit(orphans.Run(m))
}

// labTest is a lab with a real embedded management cluster, in directories of the test's own.
type labTest struct {
	*testing.T
	home string
	dir  string // of the lab file
	env  []string
}

// newLabTest copies the examples, and works in one of them. What is left of the lab is destroyed when the test ends.
func newLabTest(t *testing.T, example string) *labTest {
	t.Helper()
	requireEmbedded(t)
	home := t.TempDir()
	l := &labTest{T: t, home: home, dir: filepath.Join(home, "examples", example), env: append(os.Environ(),
		asProgram+"=1", "HOME="+home, "XDG_STATE_HOME="+filepath.Join(home, "state"),
		"KUBECONFIG="+filepath.Join(home, "users-own"), "KAASLAB_EMBEDDED="+embeddedPath(t))}
	if err := os.CopyFS(filepath.Join(home, "examples"), os.DirFS(filepath.Join(repository(t), "examples"))); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.tidy)
	return l
}

func requireEmbedded(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts a real management cluster, which -short leaves out")
	}
	if runtime.GOOS != "linux" {
		t.Skip("it reads /proc to look at processes and sockets")
	}
	if _, err := os.Stat(embeddedPath(t)); err != nil {
		t.Fatalf("%v; run `make build`, or set KAASLAB_EMBEDDED", err)
	}
}

func embeddedPath(t *testing.T) string {
	if path := os.Getenv("KAASLAB_EMBEDDED"); path != "" {
		return path
	}
	return filepath.Join(repository(t), "bin", "kaaslab-embedded")
}

func repository(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// tidy removes the lab. A test that failed shows the end of the management cluster's log first.
func (l *labTest) tidy() {
	if l.Failed() {
		l.showLog()
	}
	l.run("destroy", "--yes")
	if left := l.processes(); len(left) > 0 {
		l.Errorf("processes %v are left", left)
		kill(left)
	}
}

func (l *labTest) showLog() {
	_ = filepath.WalkDir(l.state(), func(path string, _ fs.DirEntry, _ error) error {
		if filepath.Ext(path) == ".log" {
			text, _ := os.ReadFile(path)
			l.Logf("the end of %s:\n%s", path, text[max(0, len(text)-4000):])
		}
		return nil
	})
}

func (l *labTest) state() string { return filepath.Join(l.home, "state") }

// result is how a command ended.
type result struct {
	code           int
	stdout, stderr string
}

func (l *labTest) command(args ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		l.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Dir, cmd.Env = l.dir, l.env
	return cmd
}

func (l *labTest) run(args ...string) result {
	l.Helper()
	cmd := l.command(args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		l.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// must runs a command that has to end with a code, and returns what it printed as its result.
func (l *labTest) must(code int, args ...string) string {
	l.Helper()
	r := l.run(args...)
	if r.code != code {
		l.Fatalf("kaaslab %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), r.code, code, r.stdout, r.stderr)
	}
	return r.stdout
}

// matches checks that there is nothing to do.
func (l *labTest) matches() {
	l.Helper()
	l.matchesFile("lab")
}

// bringsUp is a plan that changes nothing.
var bringsUp = regexp.MustCompile(`Plan: 0 to create, 0 to update, 0 to delete, \d+ to bring up\.`)

// matchesFile is matches for another lab file. That something is not ready for a moment, which a busy machine brings about at any time,
// is waited out; a plan that would change anything is not.
func (l *labTest) matchesFile(name string) {
	l.Helper()
	eventually(l.T, time.Minute, "the lab matches "+name+".yaml", func() bool {
		r := l.run("plan", "-f", name+".yaml", "--detailed-exitcode")
		matches := r.code == 0 && strings.Contains(r.stdout, "No changes. The lab matches "+name+".yaml.\n")
		if !matches && !bringsUp.MatchString(r.stdout) {
			l.Fatalf("plan: exit code %d, want no changes\n%s%s", r.code, r.stdout, r.stderr)
		}
		return matches
	})
}

func (l *labTest) read(name string) string {
	l.Helper()
	text, err := os.ReadFile(filepath.Join(l.dir, name))
	if err != nil {
		l.Fatal(err)
	}
	return string(text)
}

func (l *labTest) write(text string) {
	l.Helper()
	l.writeAs("lab.yaml", text)
}
