package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/fake"
)

// reader is somebody with a shell in a fresh checkout who types what a page says.
type reader struct {
	home, dir string
	own       []string // of the environment
	stage     *stage
	code      int    // of the last command
	unsaid    string // the last command, if it failed and nobody has asked for its exit code yet
}

func newReader(t *testing.T) *reader {
	t.Helper()
	home := t.TempDir()
	r := &reader{home: home, dir: filepath.Join(home, "kaaslab"), stage: &stage{world: fake.New(), docker: true}}
	bin := filepath.Join(r.dir, "bin")
	self, err := os.Executable()
	if err == nil {
		err = errors.Join(os.MkdirAll(bin, 0o755), os.Symlink(self, filepath.Join(bin, "kaaslab")), os.Symlink(self, filepath.Join(bin, asKubectl)),
			os.CopyFS(filepath.Join(r.dir, "examples"), os.DirFS(filepath.Join(repository(t), "examples"))))
	}
	if err != nil {
		t.Fatal(err)
	}
	r.own = []string{
		"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, ".local", "state"), "KUBECONFIG=" + filepath.Join(home, "users-own"),
		"KAASLAB_EMBEDDED=" + embeddedPath(t), "NO_COLOR=1", "PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"),
	}
	t.Cleanup(func() { r.leave(t) })
	return r
}

func (r *reader) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(r.dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// run types a line and returns what the terminal shows. A command that fails says so in the page: by echo $? after it.
func (r *reader) run(t *testing.T, at, world, line string) string {
	t.Helper()
	if line == "echo $?" {
		r.unsaid = ""
		return strconv.Itoa(r.code) + "\n"
	}
	r.nobodyIsSilent(t, at)
	if directory, is := strings.CutPrefix(line, "cd "); is {
		r.dir = filepath.Join(r.dir, directory)
		return ""
	}
	output := ""
	if words := strings.Fields(line); world == "docker" && filepath.Base(words[0]) == "kaaslab" {
		output, r.code = r.inWorld(t, words[1:])
	} else {
		output, r.code = r.inShell(line)
	}
	if r.code != 0 {
		r.unsaid = line + "\n" + output
	}
	return strings.ReplaceAll(output, r.home, "~")
}

// nobodyIsSilent reports a command that failed where the page does not say so.
func (r *reader) nobodyIsSilent(t *testing.T, at string) {
	t.Helper()
	if r.unsaid != "" {
		t.Fatalf("%s: exit code %d: %s", at, r.code, r.unsaid)
	}
}

func (r *reader) inShell(line string) (output string, code int) {
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir, cmd.Env = r.dir, append(append(os.Environ(), asProgram+"=1"), r.own...)
	text, _ := cmd.CombinedOutput()
	return string(text), cmd.ProcessState.ExitCode()
}

// inWorld runs a command in this process, on a World in memory.
func (r *reader) inWorld(t *testing.T, args []string) (output string, code int) {
	t.Helper()
	for _, pair := range r.own {
		name, value, _ := strings.Cut(pair, "=")
		t.Setenv(name, value)
	}
	t.Chdir(r.dir)
	var screen bytes.Buffer
	p := newProgram(strings.NewReader(""), &screen, &screen)
	p.machine.Adapters, p.signals = r.stage.adapters, r.stage.signals
	p.wait = func(string) error { return nil }
	code = run(context.Background(), p, args)
	return screen.String(), code
}

// leave ends what the page left behind: only a page that failed leaves anything.
func (r *reader) leave(t *testing.T) {
	t.Helper()
	l := &labTest{T: t, home: filepath.Join(r.home, ".local")}
	if left := l.processes(); len(left) > 0 {
		kill(left)
		t.Errorf("the page leaves processes %v: end it with kaaslab destroy", left)
	}
}
