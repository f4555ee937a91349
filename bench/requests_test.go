package bench

import "time"

// counted is what a program did, and how many requests the API server answered meanwhile.
type counted struct {
	finished
	requests int
}

// counted runs something, and counts meanwhile.
func (f *storedFleet) counted(run func() finished) counted {
	f.Helper()
	before := f.server.Requests(f)
	done := run()
	return counted{done, f.server.Requests(f) - before}
}

// fastest is the run of five that was, with the requests of that one.
func (f *storedFleet) fastest(run func() finished) counted {
	f.Helper()
	return shortest(5, func() counted { return f.counted(run) }, func(c counted) time.Duration { return c.wall })
}

// report says what noise does not move, or little.
func (f *storedFleet) report(what string, done counted) {
	f.ReportMetric(float64(done.requests), what+"-requests")
	f.ReportMetric(done.rss, what+"-MB")
}
