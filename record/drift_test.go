package record

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// TestDrift does all that the page lists to a lab, and writes the page's part.
func TestDrift(t *testing.T) {
	if !*whole {
		t.Skip("make record runs it, for minutes")
	}
	var all []Drift
	for _, d := range Drifts() {
		if regexp.MustCompile(*only).MatchString(d.String()) {
			all = append(all, d)
		}
	}
	came := make([]Drifted, len(all))
	queue := make(chan int)
	var workers sync.WaitGroup
	for _, s := range open(t, *sites) {
		must(t, s.Begin(t.Context()))
		workers.Go(func() {
			for i := range queue {
				came[i] = suffer(t, s, all[i])
			}
		})
	}
	for i := range all {
		queue <- i
	}
	close(queue)
	workers.Wait()
	if *only == "" && !t.Failed() {
		publish(t, DriftSection(origin(), came, driftInMemoryWorld(t)))
	}
}

func suffer(t *testing.T, s *Site, d Drift) Drifted {
	t.Helper()
	came, err := s.Suffer(t.Context(), d)
	switch {
	case err != nil:
		t.Errorf("%s: %v", d, err)
		must(t, s.renew(context.WithoutCancel(t.Context())))
	case came.Wrong():
		t.Logf("WRONG %s: %s, want %s:\n%s", d, came.Fate, came.Want, came.Said)
	default:
		t.Logf("%s: %s", d, came.Fate)
	}
	return came
}

// driftInMemoryWorld counts what the test of the world in memory has done to a lab on Docker.
func driftInMemoryWorld(t *testing.T) int {
	t.Helper()
	output, err := inMemory("TestDriftIsMended", "-v")
	must(t, err)
	return strings.Count(output, "drift: ")
}

// inMemory runs a test of the world in memory.
func inMemory(test string, args ...string) (output string, err error) {
	args = append([]string{"test", "../executor/fake", "-count=1", "-timeout=0", "-run", test}, args...)
	text, err := exec.Command("go", args...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, text)
	}
	return string(text), err
}

// publish writes a section into the page.
func publish(t *testing.T, section string) {
	t.Helper()
	page, err := os.ReadFile(reliability)
	must(t, err)
	must(t, os.WriteFile(reliability, []byte(Put(string(page), section)), 0o644))
}
