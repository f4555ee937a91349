package cli

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

// crashLab has another number of workers each time, so that every apply has something to do.
func crashLab(workers int) string {
	return fmt.Sprintf(`apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
workloadClusters:
- name: one
  infrastructure: inMemory
  workers: [{name: md-0, replicas: %d}]
- name: two
  infrastructure: inMemory
  labels: {workers: "%d"}
`, workers, workers)
}

func anyEvent(eventLine) bool { return true }

func ofCluster(e eventLine) bool { return strings.Contains(e.Step, " workloadCluster/") }

// TestCrashes interrupts and kills runs at many moments. The next apply goes on from what is there.
func TestCrashes(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := newLabTest(t, "embedded")
	l.write(crashLab(1))
	killApplies(l)
	crashMidway(l)
	l.write(crashLab(2))
	interrupt(l)
	l.must(0, "apply", "--yes")
	l.matches()
	l.wantAvailable("one", "two")
	if classes := l.names(classResource); len(classes) != 1 {
		t.Errorf("cluster classes: %v, want one", classes)
	}
	if processes := l.processes(); len(processes) != 1 {
		t.Errorf("processes of the management cluster: %v, want one", processes)
	}
}

// killApplies kills an apply at ten moments: after so many of its events.
func killApplies(l *labTest) {
	killed := 0
	for i, events := range []int{1, 2, 4, 7, 10, 14, 19, 2, 3, 5} {
		if i > 6 {
			l.write(crashLab(i - 5)) // what there was to do may be done by now
		}
		r := l.startApply()
		if r.until(events, anyEvent) {
			killed++
		}
		r.signal(syscall.SIGKILL)
		r.end()
		l.Logf("killed after %d events, with %d processes left", events, len(l.processes()))
	}
	if killed < 8 {
		l.Errorf("only %d of 10 applies were killed before they were through", killed)
	}
	l.must(0, "apply", "--yes")
	l.matches()
	l.wantAvailable("one", "two")
}

// crashMidway kills the management cluster under an apply.
func crashMidway(l *labTest) {
	l.write(crashLab(1))
	r := l.startApply()
	if !r.until(1, ofCluster) {
		l.Fatalf("the apply ended before it came to the clusters: %s", r.stderr)
	}
	l.killEmbedded()
	r.signal(syscall.SIGINT)
	r.end()
	l.must(0, "apply", "--yes")
	l.matches()
	l.wantAvailable("one", "two")
}

// interrupt stops an apply as Ctrl-C does, after another one was turned away.
func interrupt(l *labTest) {
	r := l.startApply()
	if !r.until(1, ofCluster) {
		l.Fatalf("the apply ended before it came to the clusters: %s", r.stderr)
	}
	second := l.run("apply", "--yes")
	if second.code != exitLocked || !strings.Contains(second.stderr, fmt.Sprintf("pid %d", r.cmd.Process.Pid)) {
		l.Errorf("a second apply: exit code %d, want %d and the pid of the first\n%s", second.code, exitLocked, second.stderr)
	}
	start := time.Now()
	r.signal(syscall.SIGINT)
	if code := r.end(); code != exitInterrupt {
		l.Errorf("after Ctrl-C: exit code %d, want %d\n%s", code, exitInterrupt, r.stderr)
	}
	if took := time.Since(start); took > 5*time.Second {
		l.Errorf("Ctrl-C took %s, want at most 5s", took)
	}
}
