package page_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
)

// view goes to one of the page's views as a person does.
func (b *tab) view(name string) {
	b.Helper()
	b.run(chromedp.Click(`.tabs a[href="#`+name+`"]`, chromedp.ByQuery))
	b.wait(`!document.getElementById("view-` + name + `").hidden`)
}

func (b *tab) wants(what, got string, texts ...string) {
	b.Helper()
	for _, slip := range []string{"null", "undefined", "NaN", "[object"} {
		if strings.Contains(got, slip) {
			b.Errorf("%s has %q in it:\n%s", what, slip, got)
		}
	}
	for _, text := range texts {
		if !strings.Contains(got, text) {
			b.Errorf("%s is\n%s\nwant %q in it", what, got, text)
		}
	}
}

func TestBrowserShowsTheLab(t *testing.T) {
	s := newScene(t, kaas)
	s.busy()
	shown, _ := s.serve(quick)
	b := browse(t, shown, 1280, 900)
	b.wait(`document.querySelectorAll(".tile").length === 60`)
	b.wants("the head", b.text(`document.querySelector("header").innerText`), "kaas", "lab.yaml", "live")
	b.wants("the topology", b.text(`document.getElementById("view-topology").innerText`),
		"63 workload clusters: 1 failed, 8 provisioning, 54 available", "capi-management", "k3d-capi-management-agent-0", "cluster-api v1.14.2",
		"Network kind", "172.30.0.0/16", "workload-02", "1/2", "NodeHealthy", "edge-001 … edge-060", "the certificate authority could not be made")

	b.view("addons")
	b.wants("the matrix", b.text(`document.querySelector("table.matrix").innerText`),
		"cilium", "after cilium", "workload-03", "Failed", "is being terminated", "edge-001 … edge-060", "60 alike")
	b.run(chromedp.Click("#addons-all"), chromedp.SendKeys("#addons-find", "edge-05"))
	b.wait(`document.querySelectorAll("table.matrix tbody tr:not(.space)").length === 10`)

	b.view("plan")
	b.wants("the plan", b.text(`document.getElementById("view-plan").innerText`), "148 to create", "workloadCluster/edge-001 ... edge-060", "(60 steps)", "kaaslab apply")
	s.edit(func() { s.plan = &planner.Plan{Lab: "kaas"} })
	b.wait(`document.getElementById("view-plan").innerText.includes("No changes. The lab matches its file.")`)

	b.view("run")
	b.wants("the run", b.text(`document.getElementById("view-run").innerText`), "No run is recorded")
}

func TestBrowserFollowsARun(t *testing.T) {
	s := newScene(t, small)
	shown, _ := s.serve(quick)
	b := browse(t, shown, 1280, 900)
	b.wait(`document.getElementById("sight-text").textContent === "live"`)
	start := time.Now()
	s.begin(start)
	b.wait(`!document.getElementById("work").hidden`)
	b.wants("the line about the run", b.text(`document.getElementById("work").innerText`), "kaaslab apply", "0 of 10 steps")
	b.view("run")
	b.wait(`document.querySelectorAll("table.run tbody tr:not(.space)").length > 3`)
	first := s.plan.Steps[0].ID
	s.event(executor.Started, first, start, "", 0)
	s.event(executor.Progress, first, start.Add(time.Second), "waiting for the API server", 0)
	b.wait(`document.querySelector("table.run").innerText.includes("waiting for the API server")`)
	s.event(executor.Failed, first, start.Add(2*time.Second), "no <b>port</b> is free", 2*time.Second)
	b.wait(`document.querySelector("table.run").innerText.includes("no <b>port</b> is free")`)
	b.wait(`document.getElementById("work").innerText.includes("1 failed")`)
	b.run(chromedp.Click(`input[name=steps][value=failed]`))
	b.wait(`document.querySelectorAll("table.run tbody tr:not(.space)").length === 1`)
	b.run(chromedp.Click("table.run tbody .name"))
	b.wait(`document.getElementById("details").innerText.includes("no <b>port</b> is free")`)
	b.wants("the page", b.text(`document.body.innerText`), "1 failed", "Because")
	s.finish(3, errors.New("1 step failed"))
	b.wait(`document.getElementById("work").hidden`)
	b.wait(`document.getElementById("view-run").innerText.includes("exit code 3. 1 step failed")`)
	b.wait(`document.getElementById("said").textContent.includes("finished with exit code 3")`)
}

// A fleet is one row, which a person opens; what failed or runs is to be seen without that.
func TestBrowserFoldsTheRunOfAFleet(t *testing.T) {
	s := newScene(t, kaas)
	s.busy()
	s.story()
	shown, _ := s.serve(quick)
	b := browse(t, shown, 1280, 900)
	b.view("plan")
	plan := b.text(`document.getElementById("view-plan").innerText`)
	b.wants("the plan", plan, "A run is under way")
	if strings.Contains(plan, "Comparing") {
		t.Errorf("somebody seems to plan during a run:\n%s", plan)
	}
	b.view("run")
	shows := func(text string) string {
		return `document.querySelector("table.run")?.innerText.includes("` + text + `")`
	}
	b.wait(shows("create workloadCluster/edge-001 ... edge-060"))
	rows := b.text(`document.querySelector("table.run").innerText`)
	b.wants("the run", rows, "1 failed, 7 running, 52 done", "create workloadCluster/edge-025", "the certificate authority could not be made", "create workloadCluster/edge-054")
	if strings.Contains(rows, "edge-024") {
		t.Errorf("what is done is not folded:\n%s", rows)
	}
	const fleet = `[...document.querySelectorAll("table.run .fold")].find(b => b.innerText.includes("workloadCluster/edge"))`
	b.run(chromedp.Evaluate(fleet+`.focus()`, nil))
	b.press(kb.Enter)
	b.wait(shows("workloadCluster/edge-005"))
	b.wait(fleet + `.getAttribute("aria-expanded") === "true" && document.activeElement === ` + fleet)
	b.press(kb.Enter)
	b.wait(`!` + shows("workloadCluster/edge-005"))
	b.run(chromedp.Click(`table.run .fold`))
	b.wait(shows("workloadCluster/edge-005"))
	b.run(chromedp.Click(`input[name=steps][value=done]`))
	b.wait(`!` + shows("edge-025"))
	b.run(chromedp.Click(`input[name=steps][value=failed]`))
	b.wait(shows("needs create workloadCluster/edge-025, which failed"))
}

// Nobody sees a moment in which the head counts other states than the fleet below it.
func TestBrowserCountsAFleetWithTheWhole(t *testing.T) {
	s := newScene(t, kaas)
	shown, _ := s.serve(quick)
	b := browse(t, shown, 1280, 900)
	b.wait(`document.querySelectorAll(".tile").length === 60`)
	b.run(chromedp.Evaluate(`new MutationObserver(() => { window.counted = document.querySelector(".fleet p").innerText })
		.observe(document.getElementById("topology-sum"), { childList: true, characterData: true, subtree: true })`, nil))
	s.edit(func() {
		bare(s.cluster("edge-025"), "Failed", "ControlPlaneInitialized: the certificate authority could not be made")
	})
	b.wait(`document.getElementById("topology-sum").innerText.includes("1 failed")`)
	b.wants("the fleet at that moment", b.text(`window.counted`), "60 clusters: 1 failed, 59")
}

func TestBrowserShowsWhatIsDown(t *testing.T) {
	s := newScene(t, small)
	shown, end := s.serve(quick)
	b := browse(t, shown, 1280, 900)
	b.wait(`document.querySelectorAll(".card").length === 3`)
	s.edit(func() {
		s.status.ManagementCluster.State, s.status.ManagementCluster.Detail = snapshot.NotReady, "the process is not running"
		s.status.Problems = []string{"the rest cannot be seen until the management cluster is up; run kaaslab apply"}
	})
	b.wait(`document.getElementById("notices").innerText.includes("run kaaslab apply")`)
	b.wait(`document.getElementById("sight-text").textContent.includes("not up")`)
	b.wants("the topology", b.text(`document.getElementById("view-topology").innerText`), "the process is not running", "workload-01")
	b.forgive("ERR_CONNECTION_REFUSED")
	b.forgive("ERR_INCOMPLETE_CHUNKED_ENCODING")
	end()
	b.wait(`/no connection|ended/.test(document.getElementById("sight-text").textContent)`)
}

func TestBrowserByKeyboard(t *testing.T) {
	s := newScene(t, kaas)
	shown, _ := s.serve(quick)
	b := browse(t, shown, 1280, 900)
	b.wait(`document.querySelectorAll(".tile").length === 60`)
	b.press(kb.Tab)
	b.wants("the first stop", b.text(`document.activeElement.textContent`), "Skip to the content")
	// From the tab of the add-ons with Enter, and back: focus goes to the head of the view.
	b.run(chromedp.Focus(`.tabs a[href="#addons"]`))
	b.press(kb.Enter)
	b.wait(`document.activeElement.id === "addons-title"`)
	b.run(chromedp.Focus(`.tabs a[href="#topology"]`))
	b.press(kb.Enter)
	b.wait(`document.activeElement.id === "topology-title"`)
	// A fleet is one stop, within it the arrows go from tile to tile.
	b.run(chromedp.Focus(`.tile[tabindex="0"]`))
	b.press(kb.ArrowRight)
	b.press(kb.ArrowRight)
	b.wants("the third tile", b.text(`document.activeElement.dataset.name`), "edge-003")
	b.press(kb.End)
	b.wants("the last tile", b.text(`document.activeElement.dataset.name`), "edge-060")
	if n := b.number(`document.querySelectorAll('.tile[tabindex="0"]').length`); n != 1 {
		t.Errorf("%v tiles are stops of the tab key, want 1", n)
	}
	// Enter opens the details, Escape closes them and goes back.
	b.press(kb.Enter)
	b.wait(`document.activeElement.id === "details-title"`)
	b.wants("the details", b.text(`document.getElementById("details").innerText`), "edge-060", "Available", "md-0: 1 of 1 ready", "cni=cilium")
	s.edit(func() {
		c := s.cluster("edge-060")
		c.State, c.Namespace = "Failed", "team-edge"
	})
	b.wait(`document.getElementById("details").innerText.includes("Failed")`)
	b.wants("the details", b.text(`document.getElementById("details").innerText`), "team-edge")
	b.press(kb.Escape)
	b.wait(`document.getElementById("details").hidden && document.activeElement.dataset.name === "edge-060"`)
	if outline := b.text(`getComputedStyle(document.activeElement).outlineStyle`); outline != "solid" {
		t.Errorf("focus is drawn with outline %q", outline)
	}
}

func (b *tab) press(key string) {
	b.Helper()
	b.run(chromedp.KeyEvent(key))
}

func TestBrowserInTheDark(t *testing.T) {
	s := newScene(t, small)
	shown, _ := s.serve(quick)
	b := browse(t, shown, 1280, 900)
	b.wait(`document.querySelectorAll(".card").length === 3`)
	ground := func() string { return b.text(`getComputedStyle(document.body).backgroundColor`) }
	prefers := func(scheme string) {
		b.run(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
	}
	const light, dark = "rgb(246, 247, 249)", "rgb(14, 17, 22)"
	for _, step := range []struct{ system, choice, want string }{
		{"light", "auto", light}, {"dark", "auto", dark}, {"dark", "light", light}, {"light", "dark", dark}, {"light", "auto", light},
	} {
		prefers(step.system)
		b.run(chromedp.Click(`input[name=theme][value=` + step.choice + `]`))
		if got := ground(); got != step.want {
			t.Errorf("system %s, choice %s: the ground is %s, want %s", step.system, step.choice, got, step.want)
		}
	}
	b.run(chromedp.Click(`input[name=theme][value=dark]`), chromedp.Reload())
	b.wait(`document.querySelectorAll(".card").length === 3`)
	if got := ground(); got != dark {
		t.Errorf("after a reload the ground is %s, want %s", got, dark)
	}
}

func TestBrowserOnASmallScreen(t *testing.T) {
	s := newScene(t, kaas)
	s.busy()
	s.story()
	shown, _ := s.serve(quick)
	b := browse(t, shown, 500, 800)
	b.run(chromedp.EmulateViewport(390, 844))
	for _, view := range []string{"topology", "addons", "plan", "run"} {
		b.view(view)
		if over := b.number(`document.documentElement.scrollWidth - innerWidth`); over > 0 {
			t.Errorf("%s is %v pixels too wide", view, over)
		}
	}
	cut := `[...document.querySelectorAll("table.run th .name")].filter(n => n.getBoundingClientRect().right > n.closest("th").getBoundingClientRect().right).length`
	if n := b.number(cut); n > 0 {
		t.Errorf("the names of %v steps are cut off", n)
	}
	if n := b.number(`[...document.querySelectorAll("table.run tbody tr:not(.space)")].filter(r => r.offsetHeight !== 40).length`); n > 0 {
		t.Errorf("%v rows are not as high as the others, and scrolling counts on that", n)
	}
}
