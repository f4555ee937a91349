package page_test

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/kaaslab/kaaslab/bench/machine"
)

// failedTiles is how many clusters the topology shows as failed.
const failedTiles = `document.querySelectorAll('.tile[data-tone="bad"]').length`

// BenchmarkPage measures the page of more and more clusters in a real browser: how soon anything and all of them are seen, how
// soon a change of every one of them is, and what JavaScript takes then. The browser is a new one each time.
func BenchmarkPage(b *testing.B) {
	for _, clusters := range []int{10, 100, 1000} {
		b.Run(strconv.Itoa(clusters), func(b *testing.B) {
			for b.Loop() {
				measurePage(b, clusters)
			}
		})
	}
}

func measurePage(b *testing.B, clusters int) {
	b.ReportMetric(machine.Load(), "load-before")
	s, tab := openFleet(b, clusters)
	b.ReportMetric(tab.firstPaint(), "first-paint-ms")
	b.ReportMetric(tab.number(`all`), "all-ms")
	tab.run(chromedp.Evaluate(`longest = 0`, nil))
	changed := tab.change(s, failedTiles, clusters)
	b.ReportMetric(float64(changed.Milliseconds()), "update-ms")
	if longest := tab.number(`longest`); longest > 0 { // the browser tells of those of 50 ms and more
		b.ReportMetric(longest, "longest-task-ms")
	}
	b.ReportMetric(tab.number(`performance.memory.usedJSHeapSize`)/1e6, "page-MB")
}
