package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// eventLine is a line of apply -o jsonl.
type eventLine struct {
	Type, Step, Message string
}

// running is an apply under way, whose events can be waited for.
type running struct {
	*labTest
	cmd    *exec.Cmd
	events chan eventLine
	stderr *strings.Builder
}

func (l *labTest) startApply() *running {
	l.Helper()
	r := &running{labTest: l, cmd: l.command("apply", "--yes", "-o", "jsonl"), events: make(chan eventLine, 10000), stderr: &strings.Builder{}}
	r.cmd.Stderr = r.stderr
	stdout, err := r.cmd.StdoutPipe()
	if err != nil {
		l.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		l.Fatal(err)
	}
	go r.read(stdout)
	return r
}

func (r *running) read(stdout io.Reader) {
	defer close(r.events)
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		var e eventLine
		if json.Unmarshal(lines.Bytes(), &e) == nil {
			r.events <- e
		}
	}
}

// patience is how long a run may be without the event that a test waits for.
const patience = 5 * time.Minute

// until waits for the n-th event that is wanted. It reports false when the run ended before.
func (r *running) until(n int, wanted func(eventLine) bool) bool {
	r.Helper()
	for limit := time.After(patience); n > 0; {
		select {
		case e, more := <-r.events:
			if !more {
				return false
			}
			if wanted(e) {
				n--
			}
		case <-limit:
			r.signal(syscall.SIGKILL)
			r.Fatalf("the event did not come within %s", patience)
		}
	}
	return true
}

func (r *running) signal(s syscall.Signal) { _ = r.cmd.Process.Signal(s) }

// end waits for the end and returns the exit code, -1 for one that was killed.
func (r *running) end() int {
	for range r.events { // the pipe is read to its end before Wait closes it
	}
	_ = r.cmd.Wait()
	return r.cmd.ProcessState.ExitCode()
}

// processes lists the processes that work in the lab's directories.
func (l *labTest) processes() []int {
	paths, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	var pids []int
	for _, path := range paths {
		line, _ := os.ReadFile(path)
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err == nil && strings.Contains(string(line), l.state()) {
			pids = append(pids, pid)
		}
	}
	return pids
}

func kill(pids []int) {
	for _, pid := range pids {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// killProgram ends the one process of the lab that runs a program as a crash does.
func (l *labTest) killProgram(name string) {
	l.Helper()
	kill([]int{l.processOf(name)})
}

// processOf returns the one process of the lab that runs a program.
func (l *labTest) processOf(name string) int {
	l.Helper()
	pids := l.processesOf(name)
	if len(pids) != 1 {
		l.Fatalf("the lab has processes %v of %s, want one", pids, name)
	}
	return pids[0]
}

func (l *labTest) processesOf(name string) []int {
	return slices.DeleteFunc(l.processes(), func(pid int) bool {
		line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		program, _, _ := strings.Cut(string(line), "\x00")
		return filepath.Base(program) != name
	})
}

// killEmbedded ends the management cluster as a crash does, and waits until it is gone.
func (l *labTest) killEmbedded() {
	l.Helper()
	l.killProgram("kaaslab-embedded")
	eventually(l.T, 10*time.Second, "the management cluster ends", func() bool { return len(l.processes()) == 0 })
}

// eventually polls, for what no event tells of.
func eventually(t *testing.T, limit time.Duration, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(limit); !done(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", limit, what)
		}
	}
}
