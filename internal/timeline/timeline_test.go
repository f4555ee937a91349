package timeline_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cli/golden"
	"github.com/kaaslab/kaaslab/internal/timeline"
	"github.com/kaaslab/kaaslab/planner"
)

var start = time.Date(2026, time.November, 28, 12, 0, 0, 0, time.UTC)

func step(kind planner.Kind, name string, needs ...planner.StepID) planner.Step {
	id := planner.ID{Kind: kind, Name: name}
	return planner.Step{ID: planner.StepID("create " + id.String()), Action: planner.Create, Resource: planner.Resource{ID: id}, Needs: needs}
}

// at is an event so many seconds after the start.
func at(seconds, elapsed float64, kind executor.EventType, step, message string) executor.Event {
	e := executor.Event{
		Time: start.Add(time.Duration(seconds * float64(time.Second))), Type: kind, Step: planner.StepID("create " + step), Message: message,
		Elapsed: time.Duration(elapsed * float64(time.Second)),
	}
	if kind == executor.Failed {
		e.Message, e.Err = "", errors.New(message)
	}
	return e
}

const class, one, two = "create clusterClass/c", "create workloadCluster/w-1", "create workloadCluster/w-2"

// recorded is a run of which one cluster comes up, one fails after another try, and one does not get its turn.
func recorded() *timeline.Timeline {
	t := timeline.New("kaaslab apply of lab demo")
	t.Begin(&planner.Plan{Lab: "demo", Steps: []planner.Step{
		step(planner.KindClusterClass, "c"), step(planner.KindWorkloadCluster, "w-1", class), step(planner.KindWorkloadCluster, "w-2", class),
		step(planner.KindKubeconfig, "w-1", one), step(planner.KindKubeconfig, "w-2", two),
	}}, start)
	for _, e := range []executor.Event{
		at(0, 0, executor.Started, "clusterClass/c", ""),
		at(2, 2, executor.Succeeded, "clusterClass/c", ""),
		at(2, 0, executor.Started, "workloadCluster/w-1", ""),
		at(3, 1, executor.Progress, "workloadCluster/w-1", "Available: Machine w-1-x7k2p: <NodeHealthy> & \"more\""),
		at(12, 10, executor.Progress, "workloadCluster/w-1", "0 of 2 workers ready"),
		at(15, 13, executor.Succeeded, "workloadCluster/w-1", ""),
		at(15, 0, executor.Started, "kubeconfig/w-1", ""),
		at(15.2, 0.2, executor.Succeeded, "kubeconfig/w-1", ""),
		at(15, 0, executor.Started, "workloadCluster/w-2", ""),
		at(16, 1, executor.Retrying, "workloadCluster/w-2", "connection refused; trying again in 200ms"),
		at(17, 2, executor.Progress, "workloadCluster/w-2", "Available: Machine w-2-abcde: <NodeHealthy> & \"more\""),
		at(40, 25, executor.Failed, "workloadCluster/w-2", "the webhook\nsaid \x1b[31mno"),
		at(40, 0, executor.Skipped, "kubeconfig/w-2", "needs create workloadCluster/w-2, which failed"),
	} {
		t.Event(e)
	}
	return t
}

func TestSVG(t *testing.T) {
	var out bytes.Buffer
	if err := recorded().SVG(&out, errors.New("1 step failed")); err != nil {
		t.Fatal(err)
	}
	golden.Compare(t, "timeline", []txtar.File{{Name: "timeline.svg", Data: out.Bytes()}})
	whole(t, out.Bytes())
}

// whole fails unless the picture is XML in which nothing runs.
func whole(t *testing.T, picture []byte) {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(picture))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		element, is := token.(xml.StartElement)
		if !is {
			continue
		}
		if element.Name.Local == "script" || element.Name.Local == "foreignObject" {
			t.Errorf("the picture has a %s", element.Name.Local)
		}
		for _, attribute := range element.Attr {
			if name := attribute.Name.Local; name == "href" || strings.HasPrefix(name, "on") {
				t.Errorf("%s has the attribute %s", element.Name.Local, name)
			}
		}
	}
}

// TestAFleetHasALaneForEachCluster: a run that was cut short, too.
func TestAFleetHasALaneForEachCluster(t *testing.T) {
	plan := &planner.Plan{Lab: "fleet"}
	for i := range 100 {
		plan.Steps = append(plan.Steps, step(planner.KindWorkloadCluster, fmt.Sprintf("edge-%03d", i)))
	}
	fleet := timeline.New("fleet")
	if !fleet.Empty() {
		t.Error("it has nothing yet")
	}
	fleet.Begin(plan, start)
	for i := range 90 {
		name := fmt.Sprintf("workloadCluster/edge-%03d", i)
		fleet.Event(at(float64(i), 0, executor.Started, name, ""))
		for n := range 600 {
			fleet.Event(at(float64(i)+float64(n)/100, 0, executor.Progress, name, fmt.Sprint("message ", n)))
		}
	}
	fleet.Tick(start.Add(2 * time.Minute))
	var out bytes.Buffer
	if err := fleet.SVG(&out, errors.New("interrupted")); err != nil {
		t.Fatal(err)
	}
	whole(t, out.Bytes())
	if lanes := strings.Count(out.String(), `<text class="name"`); lanes != 90 {
		t.Errorf("%d lanes, want one for each cluster that began", lanes)
	}
	for _, want := range []string{"10 steps did not begin", ", not ended</text>", "not to the end"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("want %q", want)
		}
	}
}
