package kube

import (
	"context"
	"fmt"
)

// Judge says whether an object is as it is waited for, and if not, what it waits for in a few words. An error ends the
// wait. The object is nil when it is not there.
type Judge[T any] func(object *T) (done bool, waitsFor string, err error)

// Await returns once the judge is content. Everybody who waits for objects of a kind in a namespace shares one watch.
func Await[T any](ctx context.Context, a *Access, of Resource, namespace, name string, judge Judge[T], report func(string)) error {
	return awaitView(ctx, a, of, namespace, name, func(v view) (bool, string, error) { return judgeView(v, judge) }, report)
}

// awaitView is Await with all that is seen.
func awaitView(ctx context.Context, a *Access, of Resource, namespace, name string, judge func(view) (done bool, waitsFor string, err error), report func(string)) error {
	b, r := a.watches.join(a, of, namespace, name)
	defer a.watches.leave(b, r)
	last := ""
	for {
		done, waitsFor, err := judge(b.look(r))
		if done || err != nil {
			return err
		}
		if waitsFor != "" && waitsFor != last {
			last = waitsFor
			report(waitsFor)
		}
		select {
		case <-r.changed:
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", of.Describe(namespace, name), context.Cause(ctx))
		}
	}
}

func judgeView[T any](v view, judge Judge[T]) (done bool, waitsFor string, err error) {
	switch {
	case v.err != nil:
		return false, "", v.err
	case v.trouble != "":
		return false, v.trouble, nil
	case !v.synced:
		return false, "", nil
	case v.object == nil:
		return judge(nil)
	}
	object := new(T)
	if err := decode("read", v.object, object); err != nil {
		return false, "", err
	}
	return judge(object)
}
