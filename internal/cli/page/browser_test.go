package page_test

import (
	"context"
	"flag"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/kaaslab/kaaslab/internal/cli/chromium"
	"github.com/kaaslab/kaaslab/internal/cli/page"
)

var pictures = flag.String("pictures", "", "write the pictures of the docs into this directory")

// tab is a window of a real browser. What it logs, and what it asks of other servers, is an error of the test.
type tab struct {
	testing.TB
	ctx    context.Context
	mu     sync.Mutex
	wrongs []string
	// What the test provoked; the browser tells of it when it likes.
	forgiven []string
	page     *page.Page
}

func browse(t testing.TB, shown *page.Page, width, height int) *tab {
	t.Helper()
	ctx := chromium.Start(t, width, height)
	b := &tab{TB: t, ctx: ctx, page: shown}
	t.Cleanup(func() {
		if wrongs := b.complaints(); len(wrongs) > 0 {
			t.Errorf("the browser complains:\n%s", strings.Join(wrongs, "\n"))
		}
	})
	chromedp.ListenTarget(ctx, b.listen)
	b.run(network.Enable(), log.Enable(), chromedp.Navigate(shown.URL()))
	b.wait(`!/connecting|looking/.test(document.getElementById("sight-text").textContent)`) // somebody has looked at the lab
	return b
}

func (b *tab) listen(event any) {
	switch e := event.(type) {
	case *log.EventEntryAdded:
		b.wrong("log: " + e.Entry.Text + " " + e.Entry.URL)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			b.wrong("console: " + string(e.Args[0].Value))
		}
	case *runtime.EventExceptionThrown:
		b.wrong("exception: " + e.ExceptionDetails.Error())
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, b.page.URL()) {
			b.wrong("a request leaves the page: " + e.Request.URL)
		}
	}
}

func (b *tab) wrong(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wrongs = append(b.wrongs, text)
}

// forgive drops complaints that the test provokes, those too that the browser has not sent yet.
func (b *tab) forgive(about string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forgiven = append(b.forgiven, about)
}

// complaints are what nobody forgave.
func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(b.wrongs), func(text string) bool {
		return slices.ContainsFunc(b.forgiven, func(about string) bool { return strings.Contains(text, about) })
	})
}

func (b *tab) run(actions ...chromedp.Action) {
	b.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.Fatal(err)
	}
}

// wait waits until an expression is true in the page.
func (b *tab) wait(expression string) {
	b.Helper()
	var met bool
	err := chromedp.Run(b.ctx, chromedp.Poll(expression, &met, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(30*time.Second)))
	if err != nil {
		b.Fatalf("%v: it never was that %s\n%s", err, expression, b.text("document.body.innerText"))
	}
}

func (b *tab) text(expression string) string {
	b.Helper()
	var text string
	b.run(chromedp.Evaluate(expression, &text))
	return text
}

func (b *tab) number(expression string) float64 {
	b.Helper()
	var n float64
	b.run(chromedp.Evaluate(expression, &n))
	return n
}

// awaited waits for the promise that an expression is.
func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
