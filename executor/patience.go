package executor

import (
	"context"
	"time"
)

// patience is how long a step waits: as long as it hears something new within the limit, and not for ever.
type patience struct {
	limit time.Duration
	timer *time.Timer
	heard map[string]bool
	begun time.Time
	news  time.Time // when something new was heard last
}

// mostLimits is how many limits a wait may take in which there is always something new: machines that are replaced again and
// again have new names each time.
const mostLimits = 3

// newPatience returns a context that ends when nothing new was heard for the limit.
func newPatience(base context.Context, limit time.Duration) (*patience, context.Context, func()) {
	bounded, release := context.WithTimeout(base, mostLimits*limit)
	ctx, end := context.WithCancelCause(bounded)
	now := time.Now()
	p := &patience{limit: limit, heard: map[string]bool{}, begun: now, news: now}
	p.timer = time.AfterFunc(limit, func() { end(context.DeadlineExceeded) })
	return p, ctx, func() { p.timer.Stop(); end(nil); release() }
}

// hear begins the limit anew when a message says what none before has said: conditions that go to and fro are no progress.
func (p *patience) hear(message string) {
	if message == "" || p.heard[message] {
		return
	}
	p.heard[message] = true
	if p.timer.Stop() {
		p.news = time.Now()
		p.timer.Reset(p.limit)
	}
}

// ranOut is the error of a wait whose patience came to its end.
func (p *patience) ranOut(doing, last string, err error) *Timeout {
	silent := time.Since(p.news).Round(time.Second)
	after := time.Since(p.begun).Round(time.Second)
	if silent < p.limit || silent == after {
		silent = 0
	}
	return &Timeout{Doing: doing, After: after, Silent: silent, Last: last, Err: err}
}
