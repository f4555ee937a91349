package executor_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

var errRefused = errors.New("connection refused")

// failing fails with an error for the first calls.
func failing(times int64, err error) func(context.Context, string, executor.Report) error {
	var calls atomic.Int64
	return func(context.Context, string, executor.Report) error {
		if calls.Add(1) <= times {
			return err
		}
		return nil
	}
}

func TestTransientErrorsAreRetried(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		wrapped := fmt.Errorf("list: %w", executor.Transient(errRefused))
		s, r := &script{write: failing(3, wrapped), wait: failing(2, wrapped)}, &record{}
		begun := time.Now()
		if err := executor.Run(t.Context(), alone(1), s.handlers(), executor.Options{Events: r.add}); err != nil {
			t.Fatal(err)
		}
		want := []string{"apply 0", "apply 0", "apply 0", "apply 0", "await ready 0", "await ready 0", "await ready 0"}
		if diff := cmp.Diff(want, s.calls); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
		// Pauses of 200, 400, 800 and 200, 400 milliseconds, of which half is random.
		if took := time.Since(begun); took < time.Second || took > 2*time.Second {
			t.Errorf("took %s, want 1s to 2s", took)
		}
		if got := len(r.of(executor.Retrying)); got != 5 {
			t.Errorf("%d retrying events, want 5", got)
		}
	})
}

func TestFinalErrorsAreNotRetried(t *testing.T) {
	for name, err := range map[string]error{
		"marked":          fmt.Errorf("apply: %w", executor.Final(errRefused)),
		"of a known code": fmt.Errorf("apply: %w", fault.Errorf(fault.OthersOnDocker, "it belongs to another")),
		"no permission":   &fs.PathError{Op: "open", Path: "/etc/x", Err: syscall.EACCES},
		"read only":       &fs.PathError{Op: "open", Path: "/etc/x", Err: syscall.EROFS},
		"outermost first": executor.Final(fmt.Errorf("%w", executor.Transient(errRefused))),
	} {
		t.Run(name, func(t *testing.T) {
			inVirtualTime(t, func(t *testing.T) {
				s := &script{write: failing(1, err)}
				got := executor.Run(t.Context(), alone(1), s.handlers(), executor.Options{})
				if !errors.Is(got, err) || len(s.calls) != 1 {
					t.Errorf("got %v after %v", got, s.calls)
				}
			})
		})
	}
}

// TestErrorsPassUnlessKnownToBeFinal: an error that nobody marked is tried again, and heals if it can.
func TestErrorsPassUnlessKnownToBeFinal(t *testing.T) {
	for name, err := range map[string]error{
		"unmarked":        errors.New("something odd"),
		"of another code": fault.Errorf(fault.K3dFailed, "k3d gave up"),
		"broken":          &net.OpError{Op: "read", Err: syscall.ECONNRESET},
		"refused":         &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED},
		"end of file":     io.ErrUnexpectedEOF,
		"out of time":     context.DeadlineExceeded,
		"full disk":       &fs.PathError{Op: "write", Path: "/var/x", Err: syscall.ENOSPC},
	} {
		t.Run(name, func(t *testing.T) {
			inVirtualTime(t, func(t *testing.T) {
				s, r := &script{write: failing(2, err), wait: failing(2, err)}, &record{}
				if err := executor.Run(t.Context(), alone(1), s.handlers(), executor.Options{Events: r.add}); err != nil {
					t.Fatal(err)
				}
				if got := r.of(executor.Retrying); len(got) != 4 {
					t.Errorf("%d retrying events, want 4", len(got))
				}
			})
		})
	}
}

// TestWhatDoesNotPassIsGivenUp: of an error that nobody knows, half a minute is enough.
func TestWhatDoesNotPassIsGivenUp(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		s, begun := &script{write: failing(1e6, errors.New("something odd"))}, time.Now()
		err := executor.Run(t.Context(), alone(1), s.handlers(), executor.Options{})
		var gaveUp *executor.GaveUp
		if !errors.As(err, &gaveUp) || gaveUp.Tries != len(s.calls) || !strings.Contains(err.Error(), "something odd; gave up after ") {
			t.Errorf("got %v after %d tries", err, len(s.calls))
		}
		if took := time.Since(begun); took < 30*time.Second || took > 41*time.Second {
			t.Errorf("took %s, want 30s and at most a pause more", took)
		}
	})
}

// TestSlowFailuresGetThreeTries: what takes long before it fails is given up not before it was tried again.
func TestSlowFailuresGetThreeTries(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		s := &script{wait: func(ctx context.Context, _ string, _ executor.Report) error {
			return errors.Join(sleep(ctx, 2*time.Minute), errors.New("something odd"))
		}}
		err := executor.Run(t.Context(), alone(1), s.handlers(), executor.Options{})
		var gaveUp *executor.GaveUp
		if !errors.As(err, &gaveUp) || gaveUp.Tries != 3 {
			t.Errorf("got %v, want 3 tries", err)
		}
	})
}

// busy asks to be left alone for a while.
type busy struct{ error }

func (busy) RetryAfter() time.Duration { return 25 * time.Second }

func TestServersAreLeftAloneAsLongAsTheyAsk(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		s, begun := &script{write: failing(1, executor.Transient(busy{errRefused}))}, time.Now()
		err := executor.Run(t.Context(), alone(1), s.handlers(), executor.Options{})
		if took := time.Since(begun); err != nil || took != 25*time.Second {
			t.Errorf("took %s (%v), want 25s", took, err)
		}
	})
}

// knowing is a handler that knows one of its errors.
type knowing struct{ *script }

func (knowing) Outlook(err error) executor.Outlook {
	if errors.Is(err, errRefused) {
		return executor.Lasting
	}
	return executor.Unclear
}

func TestHandlersJudgeTheirErrors(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		for err, calls := range map[error]int{errRefused: 1, executor.Transient(errRefused): 2, io.EOF: 2} {
			s := &script{write: failing(1, err)}
			executor.Run(t.Context(), alone(1), executor.Handlers{planner.KindObject: knowing{s}}, executor.Options{NoWait: true})
			if len(s.calls) != calls {
				t.Errorf("%v: tried %d times, want %d", err, len(s.calls), calls)
			}
		}
	})
}

func TestRetriesLeaveTheirTurnToOthers(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		s, r := &script{}, &record{}
		s.write = func(ctx context.Context, name string, _ executor.Report) error {
			if name == "0" {
				return executor.Transient(errRefused)
			}
			return sleep(ctx, time.Millisecond)
		}
		executor.Run(t.Context(), alone(20), s.handlers(), executor.Options{Parallel: 1, Events: r.add})
		if got := len(r.of(executor.Succeeded)); got != 19 {
			t.Fatalf("%d steps succeeded, want 19", got)
		}
		for _, e := range r.events {
			if e.Type == executor.Succeeded && e.Time.Sub(r.events[0].Time) > time.Second {
				t.Fatalf("step %s had to wait for one that is retried", e.Step)
			}
		}
	})
}

func TestDeadlines(t *testing.T) {
	reporting := func(ctx context.Context, name string, report executor.Report) error {
		report("waiting for machines (0 of 3)")
		report("waiting for machines (2 of 3)")
		return untilCancelled(ctx, name, report)
	}
	for _, c := range []struct {
		name   string
		script *script
		took   time.Duration
		want   string
	}{
		{"write", &script{write: untilCancelled}, 2 * time.Minute, "the write took longer than 2m0s; last: context deadline exceeded"},
		{"wait", &script{wait: reporting}, 20 * time.Minute,
			"waiting until it is ready took longer than 20m0s; last: waiting for machines (2 of 3)"},
		{"retries", &script{write: failing(1e6, executor.Transient(errRefused))}, 2 * time.Minute,
			"the write took longer than 2m0s; last: connection refused"},
		{"deaf", &script{write: func(context.Context, string, executor.Report) error { time.Sleep(time.Hour); return nil }},
			2*time.Minute + 500*time.Millisecond, "the handler did not return in time and was left behind"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inVirtualTime(t, func(t *testing.T) {
				begun := time.Now()
				err := executor.Run(t.Context(), alone(1), c.script.handlers(), executor.Options{})
				var timeout *executor.Timeout
				if !errors.As(err, &timeout) || !strings.Contains(err.Error(), c.want) {
					t.Errorf("got %v, want a *Timeout with %q", err, c.want)
				}
				if took := time.Since(begun); took != c.took {
					t.Errorf("took %s, want %s", took, c.took)
				}
			})
		})
	}
}

func TestProgressIsSentOnce(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		var late executor.Report
		s, r := &script{wait: func(_ context.Context, _ string, report executor.Report) error {
			late = report
			for _, message := range []string{"one", "one", "", "two", "two", "one"} {
				report(message)
			}
			return nil
		}}, &record{}
		if err := executor.Run(t.Context(), alone(1), s.handlers(), executor.Options{Events: r.add}); err != nil {
			t.Fatal(err)
		}
		late("after the end")
		want := []string{"0 started", "0 progress: one", "0 progress: two", "0 progress: one", "0 succeeded"}
		if diff := cmp.Diff(want, r.texts()); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

// TestPausesHaveALimit: with pauses of 1 to 2 seconds, two minutes are enough for at least 60 tries.
func TestPausesHaveALimit(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		s := &script{write: failing(1e6, executor.Transient(errRefused))}
		executor.Run(t.Context(), alone(1), s.handlers(), executor.Options{
			Retry: executor.Retry{First: 2 * time.Second, Most: 2 * time.Second},
		})
		if tries := len(s.calls); tries < 60 || tries > 121 {
			t.Errorf("%d tries in 2 minutes, want 60 to 120", tries)
		}
	})
}

// TestFailuresNameTheLine: what is written in a file of its own is put right there.
func TestFailuresNameTheLine(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		s, p, r := &script{write: failing(2, executor.Transient(errRefused))}, alone(1), &record{}
		p.Steps[0].Resource.From = "./objects.yaml:4"
		if err := executor.Run(t.Context(), p, s.handlers(), executor.Options{Events: r.add}); err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(r.texts(), "\n"); !strings.Contains(text, "0 retrying: ./objects.yaml:4: connection refused; trying again in") {
			t.Errorf("events:\n%s", text)
		}
		s.write = failing(1, executor.Final(errRefused))
		if err := executor.Run(t.Context(), p, s.handlers(), executor.Options{}); err == nil || !strings.Contains(err.Error(), "0: ./objects.yaml:4: connection refused") {
			t.Errorf("got %v", err)
		}
	})
}
