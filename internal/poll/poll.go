// Package poll waits for what nobody announces: it looks again and again.
package poll

import (
	"context"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

// Look says what is still waited for, in words for people, or nothing. An error ends the wait.
type Look func(ctx context.Context) (waitsFor string, err error)

// Until looks at once and then every so often, until nothing is waited for. Report hears what is waited for whenever that
// changes. When ctx ends first, the error names what was to come (of) and what was waited for last; a look in the midst of which it
// ended tells nothing of that.
func Until(ctx context.Context, of string, every time.Duration, report func(waitsFor string), look Look) error {
	last := ""
	err := wait.PollUntilContextCancel(ctx, every, true, func(ctx context.Context) (bool, error) {
		waitsFor, err := look(ctx)
		if err == nil && ctx.Err() == nil && waitsFor != "" && waitsFor != last {
			last = waitsFor
			report(waitsFor)
		}
		return waitsFor == "", err
	})
	if err == nil || ctx.Err() == nil {
		return err
	}
	if last != "" {
		of += " (" + last + ")"
	}
	return fmt.Errorf("wait for %s: %w", of, context.Cause(ctx))
}

// Pause waits for so long, or until ctx ends, whose cause it returns then.
func Pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
