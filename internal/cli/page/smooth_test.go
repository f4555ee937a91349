package page_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/kaaslab/kaaslab/executor"
)

// fleet is a lab with so many clusters, and three profiles on each.
func fleet(n int) string {
	return fmt.Sprintf(`name: fleet
addonProfiles:
- {name: cilium, clusterSelector: {matchLabels: {cni: cilium}}, manifests: [./a.yaml]}
- {name: metrics, clusterSelector: {matchLabels: {cni: cilium}}, manifests: [./a.yaml]}
- {name: policy, clusterSelector: {matchLabels: {cni: cilium}}, manifests: [./a.yaml]}
workloadClusters:
- {name: edge, count: %d, labels: {cni: cilium}, workers: [{name: md-0, replicas: 2}]}
`, n)
}

// watch notes, in the page itself, when all tiles are there and how long the page was busy without a break.
const watch = `
	window.longest = 0;
	new PerformanceObserver(list => { for (const e of list.getEntries()) longest = Math.max(longest, e.duration); }).observe({type: "longtask", buffered: true});
	const look = () => document.querySelectorAll(".tile").length >= %d ? window.all = performance.now() : requestAnimationFrame(look);
	look();`

// TestBrowserIsSmooth measures a fleet of 500: how soon it is seen, and how soon and how smoothly a change of every one of
// its clusters is. The limits are far above what was measured on an idle machine: they are for a mistake that makes the
// page's work grow with the square of the fleet.
func TestBrowserIsSmooth(t *testing.T) {
	const clusters = 500
	s, b := openFleet(t, clusters)
	paint := b.firstPaint()
	t.Logf("%d clusters: first paint after %.0f ms, all of them after %.0f ms, longest task %.0f ms", clusters, paint, b.number(`all`), b.number(`longest`))
	b.limit("all clusters", b.number(`all`), 10*time.Second)

	for _, view := range []struct{ name, failed string }{
		{"topology", failedTiles},
		{"addons", `parseInt(/(\d+) failed/.exec(document.getElementById("addons-sum").textContent)?.[1] ?? 0)`},
	} {
		b.view(view.name)
		b.run(chromedp.Evaluate(`longest = 0`, nil))
		s.edit(func() { s.status = allReady(s.lab) })
		b.wait(view.failed + ` === 0`)
		took := b.change(s, view.failed, clusters)
		t.Logf("a change of all in %s: shown after %d ms, longest task %.0f ms", view.name, took.Milliseconds(), b.number(`longest`))
		b.limit("a change of all", float64(took.Milliseconds()), 10*time.Second)
	}
	b.run(chromedp.Click("#addons-all"))
	b.wait(`document.querySelector("table.matrix").getAttribute("aria-rowcount") === "501"`)
	if rows := b.number(`document.querySelectorAll("table.matrix tr").length`); rows > 80 {
		t.Errorf("%v rows are in the page, although few are in sight", rows)
	}
	b.run(chromedp.Evaluate(`document.querySelector(".scroll").scrollTop = 1e6`, nil))
	b.wait(`document.querySelector("table.matrix").innerText.includes("edge-500")`)
}

// openFleet opens the page of a fleet anew, with a watch from its beginning, and waits until all is seen.
func openFleet(t testing.TB, clusters int) (*scene, *tab) {
	t.Helper()
	s := newScene(t, fleet(clusters))
	shown, _ := s.serve(quick)
	b := browse(t, shown, 1280, 900)
	b.run(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(fmt.Sprintf(watch, clusters)).Do(ctx)
		return err
	}), chromedp.Reload())
	b.wait(`window.all > 0 && document.getElementById("sight-text").textContent === "live"`)
	return s, b
}

func (b *tab) firstPaint() float64 {
	b.Helper()
	return b.number(`performance.getEntriesByName("first-contentful-paint")[0].startTime`)
}

// change lets every cluster fail, and says how long it took until the page showed that.
func (b *tab) change(s *scene, failed string, clusters int) time.Duration {
	b.Helper()
	begin := time.Now()
	s.edit(s.failAll)
	b.wait(fmt.Sprintf("%s === %d", failed, clusters))
	return time.Since(begin)
}

// TestBrowserIsSmoothInARun measures the run of a fleet of 500 of which every step starts, and then ends, at once.
func TestBrowserIsSmoothInARun(t *testing.T) {
	s := newScene(t, fleet(500))
	shown, _ := s.serve(quick)
	b := browse(t, shown, 1280, 900)
	b.run(chromedp.Evaluate(`window.longest = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) longest = Math.max(longest, e.duration); }).observe({type: "longtask"})`, nil))
	b.view("run")
	start := time.Now()
	s.begin(start)
	for _, change := range []struct {
		kind  executor.EventType
		shown string
	}{{executor.Started, "500 running"}, {executor.Failed, "500 failed"}} {
		begin := time.Now()
		for _, step := range s.plan.Steps {
			s.event(change.kind, step.ID, start, "it waits", time.Second)
		}
		b.wait(`document.querySelector("table.run")?.innerText.includes("` + change.shown + `")`)
		b.limit(change.shown, float64(time.Since(begin).Milliseconds()), 10*time.Second)
		t.Logf("%s: shown after %d ms, longest task %.0f ms", change.shown, time.Since(begin).Milliseconds(), b.number(`longest`))
	}
	b.wants("the run", b.text(`document.querySelector("table.run").innerText`), "492 more")
	b.run(chromedp.Click("table.run .fold"), chromedp.Evaluate(`document.querySelector(".scroll").scrollTop = 500 * 40`, nil))
	b.wait(`document.querySelector("table.run").innerText.includes("workloadCluster/edge-500")`)
	if rows := b.number(`document.querySelectorAll("table.run tr").length`); rows > 80 {
		t.Errorf("%v rows are in the page, although few are in sight", rows)
	}
}

func (b *tab) limit(what string, milliseconds float64, most time.Duration) {
	b.Helper()
	if milliseconds > float64(most.Milliseconds()) {
		b.Errorf("%s took %.0f ms, want at most %s", what, milliseconds, most)
	}
}

// failAll changes every cluster, and one add-on on each.
func (s *scene) failAll() {
	status := allReady(s.lab)
	for i := range status.WorkloadClusters {
		c := &status.WorkloadClusters[i]
		c.State, c.WaitingFor = "Failed", "ControlPlaneInitialized: it failed"
		c.Addons[0].State, c.Addons[0].Detail = "Failed", fmt.Sprintf("Helm failed: %s", c.Name)
	}
	s.status = status
}
