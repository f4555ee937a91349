package fake_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/record"
)

// A moment is a call in a scenario, by what is called and how often that was called before, so that it is the same whatever runs
// beside it.
type moment struct {
	fake.Call
	nth int
}

func (m moment) String() string {
	text := fmt.Sprintf("%s %s", m.Op, m.ID)
	if m.nth > 0 {
		text += fmt.Sprintf(" (%d)", m.nth+1)
	}
	return text
}

// A wire lies between a kaaslab and the World. It notes the calls, and lets a fault meet one of them.
type wire struct {
	mu      sync.Mutex
	moments []moment
	fault   record.Fault
	at      moment
	struck  bool
	dead    bool // kaaslab was killed: nothing that it does has an effect
	full    bool // nothing can be written to this machine's disk
	kill    context.CancelFunc
	history *history
}

// history is what the World has answered so far, and what was deleted in it. It outlives each kaaslab.
type history struct {
	answers map[planner.Kind][][]planner.Observed
	deleted map[planner.ID]bool
}

// between puts the wire before handlers.
func (w *wire) between(handlers executor.Handlers) executor.Handlers {
	wired := executor.Handlers{}
	for kind, handler := range handlers {
		wired[kind] = &wiredHandler{Handler: handler, wire: w, kind: kind}
	}
	return wired
}

// note numbers a call, and returns the fault that meets it.
func (w *wire) note(call fake.Call) record.Fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dead {
		return dead
	}
	at := moment{Call: call}
	for _, before := range w.moments {
		if before.Call == call {
			at.nth++
		}
	}
	w.moments = append(w.moments, at)
	if w.fault != "" && at == w.at {
		w.struck = true
		w.full = w.fault == record.DiskFull
		return w.fault
	}
	if w.full && meets(record.DiskFull, at) {
		return record.DiskFull
	}
	return ""
}

func (w *wire) die() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dead = true
	w.kill()
	return errStruck
}

// errStruck is the cause of what a fault makes fail.
var errStruck = errors.New("struck by the record")

func struckBy(err error) error { return fmt.Errorf("%w: %w", errStruck, err) }

// meet does what is asked for as the fault lets it.
func (w *wire) meet(ctx context.Context, call fake.Call, do func() error) error {
	switch w.note(call) {
	case dead:
		return errStruck
	case record.KilledBefore:
		return w.die()
	case record.KilledAfter:
		_ = do()
		return w.die()
	case record.AnswerLost:
		_ = do()
		return struckBy(syscall.ECONNRESET)
	case record.AnswerLate:
		_ = do()
		return struckBy(expire(ctx, call.Op))
	case record.Unreachable:
		return struckBy(syscall.ECONNREFUSED)
	case record.Forbidden:
		return executor.Final(errStruck)
	case record.Broken:
		return errStruck
	case record.DiskFull:
		return struckBy(syscall.ENOSPC)
	case record.EventMissed:
		time.Sleep(nextList)
	}
	return do()
}

// nextList is when a watch that has missed something sees it, and longest how long a look waits for an answer.
const nextList, longest = time.Minute, 75 * time.Second

// expire waits longer than anybody does for an answer.
func expire(ctx context.Context, op fake.Op) error {
	switch op {
	case fake.Observe, fake.Stop, read, writeFile:
		time.Sleep(longest)
		return context.DeadlineExceeded
	}
	<-ctx.Done()
	return ctx.Err()
}

// answer remembers what was observed of a kind, and returns it or what was answered before it changed.
func (w *wire) answer(kind planner.Kind, now []planner.Observed) []planner.Observed {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := w.history.answers[kind]
	w.history.answers[kind] = append(before, now)
	if w.fault != record.ListOld || !w.struck || w.at.ID.Kind != kind {
		return now
	}
	for _, answer := range slices.Backward(before) {
		if !cmp.Equal(answer, now) {
			return answer
		}
	}
	return now
}

type wiredHandler struct {
	executor.Handler
	wire *wire
	kind planner.Kind
}

func (h *wiredHandler) Observe(ctx context.Context, want planner.Wanted) (observed []planner.Observed, err error) {
	err = h.wire.meet(ctx, fake.Call{Op: fake.Observe, ID: planner.ID{Kind: h.kind}}, func() (err error) {
		observed, err = h.Handler.Observe(ctx, want)
		return err
	})
	if err != nil {
		return nil, err
	}
	return h.wire.answer(h.kind, observed), nil
}

func (h *wiredHandler) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	return h.wire.meet(ctx, fake.Call{Op: fake.Apply, ID: r.ID}, func() error { return h.Handler.Apply(ctx, r, report) })
}

func (h *wiredHandler) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	return h.wire.meet(ctx, fake.Call{Op: fake.AwaitReady, ID: r.ID}, func() error { return h.Handler.AwaitReady(ctx, r, report) })
}

func (h *wiredHandler) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	return h.wire.meet(ctx, fake.Call{Op: fake.Delete, ID: r.ID}, func() error {
		err := h.Handler.Delete(ctx, r, report)
		if err == nil {
			h.wire.mu.Lock()
			defer h.wire.mu.Unlock()
			h.wire.history.deleted[r.ID] = true
		}
		return err
	})
}

func (h *wiredHandler) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	return h.wire.meet(ctx, fake.Call{Op: fake.AwaitGone, ID: r.ID}, func() error { return h.Handler.AwaitGone(ctx, r, report) })
}

// Stop implements executor.Stopper.
func (h *wiredHandler) Stop(ctx context.Context, r planner.Resource, report executor.Report) error {
	return h.wire.meet(ctx, fake.Call{Op: fake.Stop, ID: r.ID}, func() error {
		return h.Handler.(executor.Stopper).Stop(ctx, r, report)
	})
}
