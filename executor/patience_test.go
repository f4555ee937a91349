package executor_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
)

// TestWhatIsOnlySlowDoesNotFail: a limit counts from the last that was new, and what is said again is not.
func TestWhatIsOnlySlowDoesNotFail(t *testing.T) {
	const limit, half = 10 * time.Minute, 30 * time.Second
	for name, c := range map[string]struct {
		says func(minute int) string
		want string // the error
		took time.Duration
	}{
		"new to the end":     {says: func(m int) string { return fmt.Sprintf("%d of 25 machines", m) }, took: 25*time.Minute + half},
		"nothing":            {says: func(int) string { return "" }, want: "took longer than 10m0s; last: context deadline exceeded", took: limit},
		"to and fro":         {says: func(m int) string { return []string{"no", "yes"}[m%2] }, want: "took longer than 11m30s, the last 10m0s without anything new; last: yes", took: 11*time.Minute + half},
		"new, then the same": {says: func(m int) string { return fmt.Sprint(min(m, 6)) }, want: "took longer than 16m30s, the last 10m0s without anything new; last: 6", took: 16*time.Minute + half},
		"new for ever":       {says: func(m int) string { return fmt.Sprintf("machine %d is replaced", m) }, want: "took longer than 30m0s; last: machine 29 is replaced", took: 3 * limit},
	} {
		t.Run(name, func(t *testing.T) {
			inVirtualTime(t, func(t *testing.T) {
				s := &script{wait: func(ctx context.Context, _ string, report executor.Report) error {
					_ = sleep(ctx, 30*time.Second)
					for m := 0; name == "new for ever" || m < 25; m++ {
						report(c.says(m))
						if sleep(ctx, time.Minute) != nil {
							return context.Cause(ctx)
						}
					}
					return nil
				}}
				begun := time.Now()
				err := executor.Run(t.Context(), alone(1), s.handlers(), executor.Options{ReadyTimeout: limit})
				if took := time.Since(begun); took != c.took {
					t.Errorf("took %s, want %s", took, c.took)
				}
				var timeout *executor.Timeout
				if got := fmt.Sprint(err); c.want == "" && err != nil || c.want != "" && (!errors.As(err, &timeout) || timeout.Error() != "waiting until it is ready "+c.want) {
					t.Errorf("got %s, want %q", got, c.want)
				}
			})
		})
	}
}
