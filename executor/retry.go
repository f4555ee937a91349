package executor

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// Retry is an exponential backoff with jitter.
type Retry struct {
	First time.Duration // the pause after the first failure; the default is 200 milliseconds
	Most  time.Duration // the longest pause, unless a server asks for a longer one; the default is 10 seconds
	// Unclear is for how long something is repeated that fails for a reason of which nobody knows whether it passes; the
	// default is 30 seconds. It is tried three times at least.
	Unclear time.Duration
	// Passing is for how long something is repeated that fails for a reason which passes by itself; the default is the deadline
	// of the step.
	Passing time.Duration
}

// leastTries are made before something is given up that may pass.
const leastTries = 3

func (r Retry) withDefaults() Retry {
	r.First = positive(r.First, 200*time.Millisecond)
	r.Most = positive(r.Most, 10*time.Second)
	r.Unclear = positive(r.Unclear, 30*time.Second)
	return r
}

// pause returns how long to wait after a number of failures. Half of it is random, so that steps which failed together
// do not come back together.
func (r Retry) pause(failures int, err error) time.Duration {
	pause := r.First
	for range failures - 1 {
		pause = min(2*pause, r.Most)
	}
	return max(pause/2+rand.N(pause/2+1), suggested(err))
}

// GaveUp is the error of something that was repeated until repeating it made no sense any more.
type GaveUp struct {
	Tries int
	After time.Duration
	Err   error // the last
}

// Error says what failed, and how often.
func (g *GaveUp) Error() string {
	return fmt.Sprintf("%v; gave up after %d tries in %s", g.Err, g.Tries, g.After.Round(100*time.Millisecond))
}

// Unwrap returns the last error.
func (g *GaveUp) Unwrap() error { return g.Err }

// attempts are the failures of one thing in a row.
type attempts struct {
	retry    Retry
	handler  Handler
	failures int
	outlook  Outlook
	since    time.Time // the first failure of this outlook in a row
	row      int       // how many there were of it
}

// failed takes in a failure. It returns how long to wait before the next try, or the error to end with.
func (a *attempts) failed(err error) (pause time.Duration, final error) {
	now, outlook := time.Now(), OutlookOf(err, a.handler)
	if a.failures++; a.row == 0 || outlook != a.outlook {
		a.outlook, a.since, a.row = outlook, now, 0
	}
	a.row++
	if outlook == Lasting {
		return 0, err
	}
	limit := a.retry.Unclear
	if outlook == Passing {
		limit = a.retry.Passing
	}
	if took := now.Sub(a.since); limit > 0 && took >= limit && a.row >= leastTries {
		return 0, &GaveUp{Tries: a.failures, After: took, Err: err}
	}
	return a.retry.pause(a.failures, err), nil
}
