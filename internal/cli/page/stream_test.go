package page_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cli/page"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
)

// stream is a browser's connection: what it has been told so far.
type stream struct {
	*testing.T
	lines *bufio.Scanner
	id    string
	docs  map[string]json.RawMessage
	whole int // how often everything was sent
	ended bool
	close func()
}

func listen(t *testing.T, p *page.Page, lastID string) *stream {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL()+"events", nil)
	if err != nil {
		t.Fatal(err)
	}
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != 200 || response.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%s %s", response.Status, response.Header.Get("Content-Type"))
	}
	t.Cleanup(func() { response.Body.Close() })
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 64<<20)
	return &stream{T: t, lines: lines, docs: map[string]json.RawMessage{}, close: func() { response.Body.Close() }}
}

// next takes one line in.
func (s *stream) next() {
	s.Helper()
	if !s.lines.Scan() {
		if s.ended = true; errors.Is(s.lines.Err(), context.DeadlineExceeded) {
			s.Fatal("nothing more came")
		}
		return
	}
	line := s.lines.Text()
	if id, is := strings.CutPrefix(line, "id: "); is {
		s.id = id
	}
	data, is := strings.CutPrefix(line, "data: ")
	if !is {
		return
	}
	var change struct {
		Whole bool
		Set   map[string]json.RawMessage
		Gone  []string
	}
	if err := json.Unmarshal([]byte(data), &change); err != nil {
		s.Fatal(err)
	}
	if change.Whole {
		clear(s.docs)
		s.whole++
	}
	for key, doc := range change.Set {
		s.docs[key] = doc
	}
	for _, key := range change.Gone {
		delete(s.docs, key)
	}
}

// until reads until a document has a text in it.
func (s *stream) until(key, text string) {
	s.Helper()
	for !strings.Contains(string(s.docs[key]), text) {
		if s.next(); s.ended {
			s.Fatalf("the stream ended; %s is %s, want %s in it", key, s.docs[key], text)
		}
	}
}

func (s *stream) untilGone(key string) {
	s.Helper()
	for s.docs[key] != nil && !s.ended {
		s.next()
	}
}

func TestStreamTellsWhatChanges(t *testing.T) {
	s := newScene(t, small)
	p, _ := s.serve(quick)
	b := listen(t, p, "")
	b.until("sight", `"live"`)
	b.until("cluster/workload-01", `"Available"`)
	b.until("plan", `"done"`)
	before := b.docs["cluster/workload-01"]

	s.edit(func() { c := s.cluster("workload-02"); c.State, c.WaitingFor = "Provisioning", "for something" })
	b.until("cluster/workload-02", "for something")
	if b.whole != 1 || string(before) != string(b.docs["cluster/workload-01"]) {
		t.Errorf("everything was sent %d times, want once", b.whole)
	}

	s.edit(func() { s.status.WorkloadClusters = s.status.WorkloadClusters[:1] })
	b.untilGone("cluster/workload-02")
}

// TestStreamSaysWhyAnAddonFails: the page is told the words of the chart, of the cluster on which it fails and of the profile.
func TestStreamSaysWhyAnAddonFails(t *testing.T) {
	s := newScene(t, kaas)
	p, _ := s.serve(quick)
	b := listen(t, p, "")
	b.until("cluster/workload-03", `"profile":"metrics","state":"Ready"`)
	const reason = "Helm failed, Sveltos tries again: release metrics: set value to something"
	s.edit(func() {
		s.cluster("workload-03").Addons = []snapshot.Addon{{Profile: "metrics", State: snapshot.Failed, Detail: reason}}
		s.status.AddonProfiles = []snapshot.Profile{{Name: "metrics", State: snapshot.NotReady, Detail: "cluster workload-03: " + reason}}
	})
	b.until("cluster/workload-03", `"profile":"metrics","state":"Failed","detail":"`+reason)
	b.until("profile/metrics", `"cluster workload-03: `+reason)
}

func TestStreamGoesOnWhereItWas(t *testing.T) {
	s := newScene(t, small)
	p, _ := s.serve(quick)
	first := listen(t, p, "")
	first.until("plan", `"done"`)
	first.close()
	s.edit(func() { s.cluster("workload-01").State = "Failed" })

	second := listen(t, p, first.id)
	second.until("cluster/workload-01", `"Failed"`)
	if second.whole != 0 || second.docs["lab"] != nil || second.docs["cluster/workload-02"] != nil {
		t.Errorf("who came back was told %d times everything, and %d documents", second.whole, len(second.docs))
	}

	for _, id := range []string{"another-epoch-3", "nonsense", strings.Split(first.id, "-")[0] + "-999999999"} {
		third := listen(t, p, id)
		third.until("lab", "demo")
		if third.whole != 1 {
			t.Errorf("with ID %q everything was sent %d times, want once", id, third.whole)
		}
	}
}

func TestPartsThatAreDown(t *testing.T) {
	s := newScene(t, small)
	s.err = errors.New("observe workloadCluster: connection refused")
	s.status.Problems = []string{"machines cannot be seen: connection refused"}
	p, _ := s.serve(quick)
	b := listen(t, p, "")
	b.until("sight", `"partly","problems":["machines cannot be seen: connection refused"]`)
	b.until("plan", `"state":"failed","error":"observe workloadCluster: connection refused"`)
	b.until("cluster/workload-01", "Available")

	s.edit(func() { s.status.ManagementCluster.State = snapshot.NotReady })
	b.until("sight", `"down"`)
	s.edit(func() { s.status, s.err = allReady(s.lab), nil })
	b.until("sight", `"live"`)
	b.until("plan", `"done"`)
}

func TestLabFileChanges(t *testing.T) {
	s := newScene(t, small)
	p, _ := s.serve(quick)
	b := listen(t, p, "")
	b.until("sight", `"live"`)
	s.edit(func() { s.broken = errors.New("lab.yaml:3:1: unknown key") })
	b.until("file", "unknown key")
	b.until("cluster/workload-01", "Available")
	next := newScene(t, strings.Replace(small, "{name: workload-02}", "{name: workload-03}", 1))
	s.edit(func() { s.broken, s.source, s.status = nil, s.newSource(next.lab), next.status })
	b.until("cluster/workload-03", "Available")
	b.untilGone("cluster/workload-02")
	if strings.Contains(string(b.docs["file"]), "problem") {
		t.Errorf("file is %s", b.docs["file"])
	}
}

func TestRunIsFollowed(t *testing.T) {
	s := newScene(t, small)
	p, _ := s.serve(quick)
	b := listen(t, p, "")
	b.until("run", `"none"`)
	s.edit(func() { s.held = true })
	b.until("run", `"holder":{"command":"kaaslab apply"`)

	start := time.Now()
	s.begin(start)
	b.until("run", `"running"`)
	first, second := s.plan.Steps[0].ID, s.plan.Steps[1].ID
	s.event(executor.Started, first, start.Add(time.Second), "", 0)
	s.event(executor.Progress, first, start.Add(2*time.Second), "waiting for the API server", 0)
	b.until("step/00000", "waiting for the API server")
	s.event(executor.Succeeded, first, start.Add(8*time.Second), "", 7*time.Second)
	b.until("step/00000", `"state":"succeeded"`)
	s.event(executor.Started, second, start.Add(8*time.Second), "", 0)
	s.event(executor.Failed, second, start.Add(9*time.Second), "the webhook said no", time.Second)
	b.until("step/00001", "the webhook said no")
	s.finish(3, errors.New("1 step failed"))
	b.until("run", `"state":"finished"`)
	b.until("run", `"exitCode":3,"error":"1 step failed"`)
}

func TestRunWhoseProcessDied(t *testing.T) {
	s := newScene(t, small)
	s.begin(time.Now())
	s.edit(func() { s.held = false })
	p, _ := s.serve(quick)
	listen(t, p, "").until("run", `"died"`)
}

// TestDestroyTakesItsRecordWithIt: how far it came is still shown.
func TestDestroyTakesItsRecordWithIt(t *testing.T) {
	s := newScene(t, small)
	p, _ := s.serve(quick)
	b := listen(t, p, "")
	s.begin(time.Now())
	s.event(executor.Succeeded, s.plan.Steps[0].ID, time.Now(), "", time.Second)
	b.until("step/00000", `"succeeded"`)
	if err := os.Remove(s.record); err != nil {
		t.Fatal(err)
	}
	b.until("run", `"removed"`)
	if b.docs["step/00000"] == nil {
		t.Error("the steps are gone with the record")
	}
}

// TestPlanComesAfterTheRun: while a run is under way nobody plans, and after it the plan is a new one.
func TestPlanComesAfterTheRun(t *testing.T) {
	s := newScene(t, small)
	p, _ := s.serve(quick)
	b := listen(t, p, "")
	b.until("plan", `"create":`)
	s.begin(time.Now())
	b.until("run", `"running"`)
	s.edit(func() { s.plan = &planner.Plan{Lab: "demo"} })
	s.finish(0, nil)
	b.until("run", `"finished"`)
	b.until("plan", `"create":0`)
}

func TestNobodyLooksWhileNobodyWatches(t *testing.T) {
	s := newScene(t, small)
	p, end := s.serve(quick)
	b := listen(t, p, "")
	b.until("sight", `"live"`)
	b.close()
	looks := func() (n int) { s.edit(func() { n = s.looks }); return n }
	// What is under way when the last one leaves may come to its end; after that there is silence for many times the pace.
	deadline := time.Now().Add(20 * time.Second)
	for before := -1; before != looks(); {
		if time.Now().After(deadline) {
			t.Fatal("the lab is looked at although nobody watches")
		}
		before = looks()
		time.Sleep(30 * quick.Look)
	}
	end()
}

func TestEndOfTheServerEndsStreams(t *testing.T) {
	s := newScene(t, small)
	p, end := s.serve(quick)
	b := listen(t, p, "")
	b.until("lab", "demo")
	end()
	for !b.ended {
		b.next()
	}
}
