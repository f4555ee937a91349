package record

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
)

// TestEmbedded lets faults meet an embedded lab at its moments, and writes the page's part.
func TestEmbedded(t *testing.T) {
	if !*whole {
		t.Skip("make record runs it, for hours")
	}
	ledger, err := OpenLedger(kept("embedded.jsonl"))
	must(t, err)
	defer ledger.Close()
	var opened []*Site
	for i := range min(*sites, runtime.NumCPU()) {
		s := &Site{Lab: fmt.Sprintf("embedded-%02d", i), program: program(t), dir: t.TempDir(), patient: 6 * time.Minute}
		must(t, os.WriteFile(filepath.Join(s.dir, "login.yaml"), []byte(besides["login.yaml"]), 0o600))
		t.Cleanup(s.end)
		opened = append(opened, s)
	}
	courses := once(t, "embedded", func(t *testing.T) []EmbeddedCourse { return followed(t, opened) })
	work(t, opened, eachFirst(left(courses, ledger)), ledger)
	if *only == "" {
		publish(t, EmbeddedSection(origin(), courses, ledger.Outcomes()))
	}
}

// followed are the courses of all scenarios.
func followed(t *testing.T, opened []*Site) []EmbeddedCourse {
	t.Helper()
	courses, next := make([]EmbeddedCourse, len(EmbeddedScenarios)), make(chan int, len(EmbeddedScenarios))
	for i := range EmbeddedScenarios {
		next <- i
	}
	close(next)
	var workers sync.WaitGroup
	for _, s := range opened {
		workers.Go(func() {
			for i := range next {
				course, err := s.FollowEmbedded(t.Context(), EmbeddedScenarios[i])
				if err != nil {
					t.Errorf("%s: %v", EmbeddedScenarios[i].Name, err)
				}
				courses[i] = course
			}
		})
	}
	workers.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return courses
}

// eachFirst puts one point of each scenario and fault before all second ones, and so on.
func eachFirst(jobs []job) []job {
	turn, turns := map[Point]int{}, map[Point]int{}
	for _, j := range jobs {
		of := Point{Scenario: j.point.Scenario, Fault: j.point.Fault}
		turn[j.point] = turns[of]
		turns[of]++
	}
	slices.SortStableFunc(jobs, func(a, b job) int { return turn[a.point] - turn[b.point] })
	return jobs
}

// TestAMomentIsCalledTheSameInEveryRun: what is made up or measured is not in its name.
func TestAMomentIsCalledTheSameInEveryRun(t *testing.T) {
	s := &Site{Lab: "embedded-00", program: "/somewhere/bin/kaaslab"}
	for line, want := range map[string]string{
		"2026-11-29T03:06:44.642Z create workloadCluster/embedded-00-b: done in 18.4s":                                                  "create workloadCluster/LAB-b: done",
		"2026-11-29T03:06:44.642Z create managementCluster/embedded-00-management: starting /somewhere/bin/kaaslab-embedded":            "create managementCluster/LAB-management: starting kaaslab-embedded",
		"2026-11-29T03:06:44.642Z create workloadCluster/embedded-00-a: Available: X; waiting for Machine embedded-00-a-57lcl-vgr8b: Y": "create workloadCluster/LAB-a: Available: X",
		"2026-11-29T03:06:44.642Z update workloadCluster/embedded-00-a: MachineDeployment embedded-00-a-md-0-rf2k9 upgrading":           "update workloadCluster/LAB-a: MachineDeployment LAB-a-md-0 upgrading",
		`I1129 03:06:48.017309   29842 ???:1] "stopping after 43.8s: asked to stop"`:                                                    "kaaslab-embedded: stopping: asked to stop",
		`I1129 03:07:03.847180   30359 ???:1] "starting after 10.7s: waiting for"`:                                                      "",
	} {
		if got := s.momentOf(line); got != want {
			t.Errorf("%s\nis %q, want %q", line, got, want)
		}
	}
}
