package executor

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/planner"
)

// observer is a handler and the kinds that it serves.
type observer struct {
	handler Handler
	kinds   []planner.Kind
}

// observers returns every handler once, in the order of the table of kinds: with a kind that has no holder, or without.
func observers(handlers Handlers) (free, held []observer) {
	var all []*observer
	for _, kind := range planner.Kinds() {
		if handlers[kind] != nil {
			all = addKind(all, handlers[kind], kind)
		}
	}
	for _, o := range all {
		if o.free() {
			free = append(free, *o)
		} else {
			held = append(held, *o)
		}
	}
	return free, held
}

func addKind(all []*observer, handler Handler, kind planner.Kind) []*observer {
	for _, o := range all {
		if same(o.handler, handler) {
			o.kinds = append(o.kinds, kind)
			return all
		}
	}
	return append(all, &observer{handler: handler, kinds: []planner.Kind{kind}})
}

// same compares by identity. Types that cannot be compared have none.
func same(a, b Handler) bool {
	return reflect.ValueOf(a).Comparable() && reflect.ValueOf(b).Comparable() && a == b
}

func (o observer) free() bool {
	for _, kind := range o.kinds {
		if planner.HolderOf(kind) == "" {
			return true
		}
	}
	return false
}

// observeAll asks in parallel, and returns the answers in the order of the observers. All errors are reported, for the first
// may not be the telling one; one cause that several observers meet is reported once.
func observeAll(ctx context.Context, want planner.Wanted, observers []observer, again func(string)) ([]planner.Observed, error) {
	found, _, err := observeEach(ctx, want, observers, again)
	return found, err
}

// observeEach returns as well which kinds are apart, and why.
func observeEach(ctx context.Context, want planner.Wanted, observers []observer, again func(string)) ([]planner.Observed, map[planner.Kind]string, error) {
	answers, errs := make([][]planner.Observed, len(observers)), make([]error, len(observers))
	var group sync.WaitGroup
	for i, o := range observers {
		group.Go(func() {
			found, err := look(ctx, o.handler, again, func() ([]planner.Observed, error) { return o.handler.Observe(ctx, want) })
			answers[i], errs[i] = found, Classify(o.kinds[0], err)
		})
	}
	group.Wait()
	apart := takeApart(observers, errs)
	return slices.Concat(answers...), apart, joinByCause(observers, errs)
}

func joinByCause(observers []observer, errs []error) error {
	kinds := map[string][]planner.Kind{}
	for i, err := range errs {
		if err != nil {
			kinds[causeOf(err)] = append(kinds[causeOf(err)], observers[i].kinds...)
		}
	}
	var joined []error
	for _, err := range errs {
		if err == nil || kinds[causeOf(err)] == nil {
			continue
		}
		joined = append(joined, fmt.Errorf("observe %s: %w", kindList(kinds[causeOf(err)]), err))
		kinds[causeOf(err)] = nil
	}
	return errors.Join(joined...)
}

// causeOf is the text of an error without how often it came, in which observers that met the same differ.
func causeOf(err error) string {
	var last *GaveUp
	if errors.As(err, &last) {
		return last.Err.Error()
	}
	return err.Error()
}

func kindList(kinds []planner.Kind) string {
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = string(kind)
	}
	return strings.Join(names, ", ")
}

// lookAgain is how looking at a lab is repeated: somebody waits for the answer, and a server that is down for long is news.
var lookAgain = Retry{Most: 2 * time.Second, Unclear: 3 * time.Second, Passing: 10 * time.Second}

// look asks until there is an answer, or until asking makes no sense any more. It says why it asks again; where
// nobody listens it asks once.
func look[T any](ctx context.Context, handler Handler, again func(string), ask func() (T, error)) (T, error) {
	tries := attempts{retry: lookAgain.withDefaults(), handler: handler}
	for {
		answer, err := call(ctx, ask)
		if err == nil || ctx.Err() != nil || again == nil {
			return answer, err
		}
		pause, final := tries.failed(err)
		if final != nil {
			return answer, final
		}
		again(fmt.Sprintf("looking again: %v", err))
		if !sleep(ctx, pause) {
			return answer, err
		}
	}
}
