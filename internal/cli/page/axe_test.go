package page_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/kaaslab/kaaslab/executor"
)

// axeFile is axe-core, the accessibility checker, where `make ui` puts it.
const axeFile = "testdata/node_modules/axe-core/axe.min.js"

// TestBrowserAccessibility runs axe-core on every view, light and dark, with the details open.
func TestBrowserAccessibility(t *testing.T) {
	axe, err := os.ReadFile(axeFile)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("axe-core is not there; make ui gets it with npm")
	}
	s := newScene(t, kaas)
	s.busy()
	s.status.Problems = []string{"machines cannot be seen: connection refused"}
	s.begin(time.Now())
	s.event(executor.Started, s.plan.Steps[0].ID, time.Now(), "", 0)
	shown, _ := s.serve(quick)
	b := browse(t, shown, 1280, 900)
	b.run(page.SetBypassCSP(true), chromedp.Reload())
	b.wait(`document.querySelectorAll('.tile[data-tone="ok"]').length > 50 && !document.getElementById("work").hidden`)
	b.run(chromedp.Evaluate(string(axe), nil), chromedp.Click(".tile"))
	b.wait(`!document.getElementById("details").hidden`)
	for _, scheme := range []string{"light", "dark"} {
		b.run(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
		for _, view := range []string{"topology", "addons", "plan", "run"} {
			b.view(view)
			b.audit(scheme + " " + view)
		}
	}
}

// audit fails the test with what axe-core finds against WCAG 2.2 AA and its own best practices.
func (b *tab) audit(what string) {
	b.Helper()
	var found string
	b.run(chromedp.Evaluate(`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r =>
		JSON.stringify(r.violations.map(v => v.id + ": " + v.help + "\n  " + v.nodes.slice(0, 4).map(n => n.html.slice(0, 160) + " " + n.failureSummary).join("\n  "))))`,
		&found, chromedp.EvalAsValue, awaited))
	var violations []string
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		b.Fatal(err)
	}
	if len(violations) > 0 {
		b.Errorf("%s:\n%s", what, strings.Join(violations, "\n"))
	}
}
