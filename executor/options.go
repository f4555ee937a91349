package executor

import (
	"cmp"
	"time"
)

// Options say how a plan runs. The zero value is what a person at a terminal wants.
type Options struct {
	// Parallel is how many writes may be under way at the same time; the default is 16. Waits do not count.
	Parallel int
	// WriteTimeout is how long a step may take until its write is accepted, retries included; the default is 2 minutes.
	WriteTimeout time.Duration
	// ReadyTimeout is how long a step may then wait for its resource to be ready or gone without hearing anything new of it;
	// the default is 20 minutes. In all it waits three times as long at most.
	ReadyTimeout time.Duration
	// Retry says how what fails is tried again.
	Retry Retry
	// NoWait ends a step once its write is accepted, unless another step of the plan needs it.
	NoWait bool
	// Stop, once closed, interrupts the run: nothing new starts, waits end, and writes under way get Grace to finish. To
	// stop at once, cancel the context of Run.
	Stop <-chan struct{}
	// Grace is how long writes under way may go on after Stop; the default is 4 seconds.
	Grace time.Duration
	// Events receives what happens. Calls never overlap, and none comes after Run has returned.
	Events func(Event)
}

func (o Options) withDefaults() Options {
	o.Parallel = positive(o.Parallel, 16)
	o.WriteTimeout = positive(o.WriteTimeout, 2*time.Minute)
	o.ReadyTimeout = positive(o.ReadyTimeout, 20*time.Minute)
	o.Grace = positive(o.Grace, 4*time.Second)
	o.Retry = o.Retry.withDefaults()
	if o.Events == nil {
		o.Events = func(Event) {}
	}
	return o
}

func positive[T cmp.Ordered](value, fallback T) T {
	var zero T
	if value > zero {
		return value
	}
	return fallback
}
