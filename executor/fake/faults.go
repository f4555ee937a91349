package fake

import (
	"context"
	"errors"
	"slices"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// Op is one method of a handler.
type Op string

// The methods of a handler.
const (
	Observe    Op = "observe"
	Apply      Op = "apply"
	AwaitReady Op = "await ready"
	Delete     Op = "delete"
	AwaitGone  Op = "await gone"
	Stop       Op = "stop"
	// What adoption does beside the handlers, with World.Adopt and World.Forget.
	Adopt  Op = "adopt"
	Forget Op = "forget"
)

// Call is one call of a handler's method. The ID of Observe is only a kind.
type Call struct {
	Op Op
	ID planner.ID
}

// ErrInjected is the error of faults that were not given another. It is final.
var ErrInjected = executor.Final(errors.New("injected fault"))

type faults struct {
	blocked map[Call]bool
	failing map[Call][]error
	hook    func(Op, planner.ID) error
}

func newFaults() faults { return faults{blocked: map[Call]bool{}, failing: map[Call][]error{}} }

// Fail makes the next n calls of a method for a resource fail with an error, or with ErrInjected if that is nil. It has no
// effect on the World. As with every error, the call is repeated unless the error is marked with executor.Final.
func (w *World) Fail(op Op, id planner.ID, n int, err error) {
	if err == nil {
		err = ErrInjected
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	call := Call{op, id}
	w.faults.failing[call] = append(w.faults.failing[call], slices.Repeat([]error{err}, n)...)
}

// FailWith asks a function before every call of a method; an error of it is the error of the call. It is called from many
// goroutines at once. No function ends that.
func (w *World) FailWith(hook func(op Op, id planner.ID) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults.hook = hook
}

// Block keeps a resource from becoming ready (AwaitReady) or from going away (AwaitGone) until Unblock.
func (w *World) Block(op Op, id planner.ID) { w.setBlocked(op, id, true) }

// Unblock ends Block.
func (w *World) Unblock(op Op, id planner.ID) { w.setBlocked(op, id, false) }

func (w *World) setBlocked(op Op, id planner.ID, blocked bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults.blocked[Call{op, id}] = blocked
	w.change()
}

// Calls returns the calls of a method so far, in order, and of all methods when none is given.
func (w *World) Calls(ops ...Op) []Call {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.calls), func(c Call) bool {
		return len(ops) > 0 && !slices.Contains(ops, c.Op)
	})
}

// Writes counts the calls that write.
func (w *World) Writes() int { return len(w.Calls(Apply, Delete)) }

// begin notes a call and fails it if it is to fail.
func (w *World) begin(ctx context.Context, op Op, id planner.ID) error {
	hook, err := w.note(Call{op, id})
	if err == nil {
		err = ctx.Err()
	}
	if err == nil && hook != nil {
		err = hook(op, id)
	}
	return err
}

func (w *World) note(call Call) (hook func(Op, planner.ID) error, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, call)
	if failing := w.faults.failing[call]; len(failing) > 0 {
		w.faults.failing[call] = failing[1:]
		return nil, failing[0]
	}
	return w.faults.hook, nil
}
