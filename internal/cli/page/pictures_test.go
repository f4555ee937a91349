package page_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cli/page"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
)

// TestPictures takes the pictures of the docs: make ui-pictures.
func TestPictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("-pictures DIRECTORY takes the pictures of the docs")
	}
	s := newScene(t, kaas)
	s.busy()
	s.story()
	shown, _ := s.serve(page.Pace{})
	b := browse(t, shown, 1280, 860)
	b.run(chromedp.EmulateViewport(1280, 840))
	b.wait(`document.querySelectorAll(".tile").length === 60`)
	for _, of := range []struct{ scheme, view string }{{"light", "topology"}, {"dark", "run"}} {
		b.run(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: of.scheme}}))
		b.view(of.view)
		b.run(chromedp.Evaluate(`document.querySelector(".scroll")?.scrollTo(0, 15 * 40)`, nil))
		b.picture(filepath.Join(*pictures, "ui-"+of.scheme+".png"))
	}
}

func (b *tab) picture(path string) {
	b.Helper()
	var png []byte
	b.run(chromedp.Evaluate(`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))`, nil), chromedp.CaptureScreenshot(&png))
	if err := os.WriteFile(path, png, 0o644); err != nil {
		b.Fatal(err)
	}
}

// story is a run of the scene's plan that is as far as its clusters are: most is done, some is under way, one has failed.
func (s *scene) story() {
	start := time.Now().Add(-95 * time.Second)
	s.begin(start)
	clusters := map[string]*snapshot.Cluster{}
	for i := range s.status.WorkloadClusters {
		clusters[s.status.WorkloadClusters[i].Name] = &s.status.WorkloadClusters[i]
	}
	for i, step := range s.plan.Steps {
		begin, took := start.Add(time.Duration(i)*500*time.Millisecond), time.Duration(1500+i%7*1300)*time.Millisecond
		switch c := clusters[step.Resource.ID.Name]; {
		case c == nil || c.State == "Available":
			s.event(executor.Started, step.ID, begin, "", 0)
			s.event(executor.Succeeded, step.ID, begin.Add(took), "", took)
		case step.Resource.ID.Kind == planner.KindWorkloadCluster:
			s.event(executor.Started, step.ID, begin, "", 0)
			s.come(step.ID, c, begin.Add(took), took)
		case c.State == "Failed":
			s.event(executor.Skipped, step.ID, begin, "needs create workloadCluster/"+c.Name+", which failed", 0)
		}
	}
}

// come is how far a cluster has come that is not available.
func (s *scene) come(step planner.StepID, c *snapshot.Cluster, at time.Time, took time.Duration) {
	if c.State == "Failed" {
		s.event(executor.Failed, step, at, c.WaitingFor, took)
		return
	}
	s.event(executor.Progress, step, at, c.WaitingFor, 0)
}
