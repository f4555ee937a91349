package labtest

import "time"

// Option says how a lab is started.
type Option func(*options)

type options struct {
	embedded string
	skip     bool
	timeout  time.Duration
	patience time.Duration
}

func optionsOf(all []Option) options {
	o := options{timeout: 5 * time.Minute, patience: time.Minute}
	for _, set := range all {
		set(&o)
	}
	return o
}

// Embedded names the program kaaslab-embedded, with kaaslab-sveltos beside it.
func Embedded(path string) Option { return func(o *options) { o.embedded = path } }

// SkipWithoutProgram skips the test, with the reason in its log, where the program kaaslab-embedded or kaaslab-sveltos is not
// found.
func SkipWithoutProgram() Option { return func(o *options) { o.skip = true } }

// Timeout is how long each wait may take, for the lab to come up, too. It is 5 minutes if nothing else is said, and ends before the
// test's own deadline in any case.
func Timeout(limit time.Duration) Option { return func(o *options) { o.timeout = limit } }

// FailAfter is how long an add-on may be reported as failed, without a break, until it is given up. It is a minute if nothing else is
// said: Sveltos tries again, and what fails because something else is not there yet heals by itself.
func FailAfter(patience time.Duration) Option { return func(o *options) { o.patience = patience } }
