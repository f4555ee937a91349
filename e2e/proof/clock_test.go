package proof

import (
	"testing"
	"time"
)

// clock logs what each step took.
type clock struct {
	t           *testing.T
	start, last time.Time
}

func newClock(t *testing.T) *clock {
	now := time.Now()
	return &clock{t: t, start: now, last: now}
}

// must logs a step that is done, or ends the test.
func (c *clock) must(step string, err error) {
	c.t.Helper()
	now := time.Now()
	if err != nil {
		c.t.Fatalf("%s: %v", step, err)
	}
	c.t.Logf("%7.1fs  +%5.1fs  %s", now.Sub(c.start).Seconds(), now.Sub(c.last).Seconds(), step)
	c.last = now
}
