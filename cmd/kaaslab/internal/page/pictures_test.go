package page_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/kaaslab/kaaslab/cmd/kaaslab/internal/page"
	"github.com/kaaslab/kaaslab/executor"
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
		b.run(chromedp.Evaluate(`document.querySelector(".scroll")?.scrollTo(0, 22 * 40)`, nil))
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

// story is a run that is half way: most is done, some is under way, something failed.
func (s *scene) story() {
	start := time.Now().Add(-95 * time.Second)
	s.begin(start)
	at := func(seconds float64) time.Time { return start.Add(time.Duration(seconds * float64(time.Second))) }
	clock := 0.0
	for i, step := range s.plan.Steps {
		begin, took := clock, 1.5+float64(i%7)*1.3
		clock += took * 0.12
		switch {
		case i > len(s.plan.Steps)*3/4:
			continue
		case i == 30:
			s.event(executor.Started, step.ID, at(begin), "", 0)
			s.event(executor.Failed, step.ID, at(begin+took), "the webhook said no: spec.topology.version: Invalid value: \"v1.99.0\"", time.Duration(took*1e9))
		case i > len(s.plan.Steps)*3/4-9:
			s.event(executor.Started, step.ID, at(begin), "", 0)
			s.event(executor.Progress, step.ID, at(begin+1), "ControlPlaneAvailable: 0 of 1 machines", 0)
		default:
			s.event(executor.Started, step.ID, at(begin), "", 0)
			s.event(executor.Succeeded, step.ID, at(begin+took), "", time.Duration(took*1e9))
		}
	}
}
