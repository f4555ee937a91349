package executor

import (
	"errors"
	"math/rand/v2"
	"time"
)

// Transient marks an error that may go away by itself, such as a connection that was refused or a conflicting write. The
// step is tried again until its deadline.
func Transient(err error) error {
	if err == nil {
		return nil
	}
	return transient{err}
}

type transient struct{ error }

func (transient) Transient() bool { return true }
func (t transient) Unwrap() error { return t.error }

// isTransient believes the outermost error that says something: whoever wrapped it knew more.
func isTransient(err error) bool {
	var marked interface{ Transient() bool }
	return errors.As(err, &marked) && marked.Transient()
}

// pause returns how long to wait after a number of failures. Half of it is random, so that steps which failed together
// do not come back together.
func (r Retry) pause(failures int) time.Duration {
	pause := r.First
	for range failures - 1 {
		pause = min(2*pause, r.Most)
	}
	return pause/2 + rand.N(pause/2+1)
}
