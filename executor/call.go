package executor

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// deafTime is how long a handler may take to return once its context has ended.
const deafTime = 500 * time.Millisecond

// Panic is the error of a step whose handler panicked.
type Panic struct {
	Value any
	Stack []byte
}

// FaultCode implements fault.Coded.
func (*Panic) FaultCode() fault.Code { return fault.Bug }

// Outlook says that the same would panic again.
func (*Panic) Outlook() Outlook { return Lasting }

// Error returns the value of the panic. The stack is for a log.
func (p *Panic) Error() string {
	return fmt.Sprintf("panic: %v; this is a bug in kaaslab, please report it", p.Value)
}

var errNoResult = fault.Errorf(fault.Bug, "the handler ended without a result; this is a bug in kaaslab, please report it")

type result[T any] struct {
	value T
	err   error
}

// call runs a handler's method so that it can do no harm: a panic becomes an error, and a method that does not listen to
// the end of its context is left behind, for the promise to stop within seconds is not the handler's to break.
func call[T any](ctx context.Context, method func() (T, error)) (T, error) {
	done := make(chan result[T], 1)
	go protect(method, done)
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
	}
	select {
	case r := <-done:
		return r.value, r.err
	case <-time.After(deafTime):
		var none T
		return none, fmt.Errorf("%w; the handler did not return in time and was left behind", context.Cause(ctx))
	}
}

func protect[T any](method func() (T, error), done chan<- result[T]) {
	r := result[T]{err: errNoResult}
	defer func() {
		if value := recover(); value != nil {
			r.err = &Panic{Value: value, Stack: debug.Stack()}
		}
		done <- r
	}()
	r.value, r.err = method()
}
