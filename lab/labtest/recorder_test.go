package labtest_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// recorder is a test that is looked at by another one.
type recorder struct {
	testing.TB
	log            strings.Builder
	fatal, skipped string
	failed         bool
	cleanups       []func()
}

// record runs a test to its end, with what it has to tidy up.
func record(t *testing.T, test func(t testing.TB)) *recorder {
	t.Helper()
	r := &recorder{TB: t}
	r.run(func() { test(r) })
	for len(r.cleanups) > 0 {
		last := len(r.cleanups) - 1
		next := r.cleanups[last]
		r.cleanups = slices.Delete(r.cleanups, last, last+1)
		r.run(next)
	}
	return r
}

// run gives a test a goroutine that it may end.
func (r *recorder) run(part func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		part()
	}()
	<-done
}

func (r *recorder) Helper()                         {}
func (r *recorder) Failed() bool                    { return r.failed }
func (r *recorder) Cleanup(f func())                { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Logf(text string, values ...any) { fmt.Fprintf(&r.log, text+"\n", values...) }

func (r *recorder) Errorf(text string, values ...any) {
	r.failed = true
	r.Logf(text, values...)
}

func (r *recorder) Fatalf(text string, values ...any) {
	r.fatal = fmt.Sprintf(text, values...)
	r.Errorf("%s", r.fatal)
	runtime.Goexit()
}

func (r *recorder) Fatal(values ...any) { r.Fatalf("%s", fmt.Sprint(values...)) }

func (r *recorder) Skipf(text string, values ...any) {
	r.skipped = fmt.Sprintf(text, values...)
	runtime.Goexit()
}
