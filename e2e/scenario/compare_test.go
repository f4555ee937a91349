package scenario

import (
	"encoding/json"
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"
)

var compare = flag.Bool("compare", false, "compare a lab that is made in one apply with one that is made step by step")

// stage is a part of the lab that the scripts before kaaslab made and waited
// for before they began with the next.
type stage struct {
	name    string
	targets []string
	unready bool // it gets ready with what comes later
}

func (l *lab) stages() []stage {
	stages := []stage{
		{name: "network", targets: []string{"network/kind"}},
		{name: "management cluster, peered", targets: []string{"managementCluster/" + l.management(), "peering/" + l.server(), "kubeconfig/" + l.management()}},
		{name: "Cluster API", targets: []string{"clusterAPI/cluster-api"}},
		{name: "Sveltos", targets: []string{"sveltos/projectsveltos"}},
		{name: "profile cni", targets: []string{"clusterProfile/cni"}, unready: true},
	}
	for _, c := range l.Clusters {
		stages = append(stages, stage{
			name:    "cluster " + c.Name,
			targets: []string{"workloadCluster/" + c.Name, "nodes/" + c.Name, "kubeconfig/" + c.Name},
		})
	}
	return append(stages, stage{name: "profile webserver", targets: []string{"clusterProfile/webserver"}})
}

// TestStepByStep prints how long the same lab takes when each part is waited
// for before the next one begins, and when one apply makes all of it.
func TestStepByStep(t *testing.T) {
	if !*compare {
		t.Skip("it makes a lab twice: run it with -compare, or with make e2e-compare")
	}
	l := newLab(t, labSpec{Name: "e2e-time", Clusters: []clusterSpec{
		{Name: "e2e-time-a", Workers: 1, Web: "yes"},
		{Name: "e2e-time-b", Workers: 2, Web: "no"},
	}})
	var steps []time.Duration
	made := l.step("it is made step by step", func(l *lab) {
		steps = l.madeByStages()
		l.matches()
	})
	if !made {
		t.FailNow()
	}
	l.step("it is destroyed", destroyed)
	var events []stepEvent
	l.step("it is made by one apply", func(l *lab) {
		events = stepEvents(l, l.must(0, "apply", "--yes", "--output=jsonl"))
		l.matches()
	})
	l.step("it is destroyed again", destroyed)
	if !t.Failed() {
		fmt.Print(table(l, steps, events))
	}
}

func (l *lab) madeByStages() []time.Duration {
	var took []time.Duration
	for _, s := range l.stages() {
		args := []string{"apply", "--yes", fmt.Sprintf("--wait=%t", !s.unready)}
		for _, target := range s.targets {
			args = append(args, "--target="+target)
		}
		start := time.Now()
		l.must(0, args...)
		took = append(took, time.Since(start))
	}
	return took
}

// stepEvent is a line of apply's events. The last one tells of the whole run.
type stepEvent struct {
	Time    time.Time `json:"time"`
	Type    string    `json:"type"`
	Step    string    `json:"step"`
	Elapsed float64   `json:"elapsed_seconds"`
}

func stepEvents(l *lab, lines string) (events []stepEvent) {
	l.Helper()
	for line := range strings.Lines(lines) {
		var e stepEvent
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			l.Fatalf("%v: %s", err, line)
		}
		events = append(events, e)
	}
	return events
}

// span is when the steps of a stage began and ended within one apply.
func (s stage) span(events []stepEvent) (begin, end float64) {
	begin = -1
	for _, e := range events {
		for _, target := range s.targets {
			if e.Step != "create "+target {
				continue
			}
			at := e.Time.Sub(events[0].Time).Seconds()
			if begin < 0 {
				begin = at
			}
			end = at
		}
	}
	return begin, end
}

func table(l *lab, steps []time.Duration, events []stepEvent) string {
	var b strings.Builder
	b.WriteString("\n| part | step by step | in one apply | from second to second |\n|---|---:|---:|---|\n")
	total := 0.0
	for i, s := range l.stages() {
		begin, end := s.span(events)
		fmt.Fprintf(&b, "| %s | %.1f s | %.1f s | %.0f to %.0f |\n", s.name, steps[i].Seconds(), end-begin, begin, end)
		total += steps[i].Seconds()
	}
	whole := events[len(events)-1].Elapsed
	fmt.Fprintf(&b, "| **all** | **%.1f s** | **%.1f s** | %.2f times as quick |\n\n", total, whole, total/whole)
	return b.String()
}
