package executor_test

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// stopAfter closes a channel later.
func stopAfter(pause time.Duration) <-chan struct{} {
	stop := make(chan struct{})
	time.AfterFunc(pause, func() { close(stop) })
	return stop
}

// TestStop: the first Ctrl-C, after 10 seconds, starts nothing new, ends waits at once and lets writes finish.
func TestStop(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		s, r := &script{
			write: func(ctx context.Context, name string, _ executor.Report) error {
				return sleep(ctx, map[string]time.Duration{"quick": 12 * time.Second, "stuck": time.Hour}[name])
			},
			wait: func(ctx context.Context, name string, report executor.Report) error {
				if name != "waiting" {
					return nil
				}
				report("waiting for a machine")
				return untilCancelled(ctx, name, report)
			},
		}, &record{}
		p := plan(step("quick"), step("stuck"), step("waiting"), step("after", "quick"))
		begun := time.Now()
		err := executor.Run(t.Context(), p, s.handlers(), executor.Options{Stop: stopAfter(10 * time.Second), Events: r.add})
		if took := time.Since(begun) - 10*time.Second; took != 4*time.Second {
			t.Errorf("took %s after the interruption, want 4s", took)
		}
		var interrupted *executor.Interrupted
		if !errors.As(err, &interrupted) || !errors.Is(err, executor.ErrStopped) {
			t.Fatalf("got %v, want an *Interrupted by ErrStopped", err)
		}
		var left []string
		for _, step := range interrupted.Unfinished {
			left = append(left, step.Error())
		}
		want := []string{"stuck: interrupted", "waiting: interrupted; last: waiting for a machine"}
		if diff := cmp.Diff(want, left); diff != "" || len(interrupted.Failed) > 0 {
			t.Errorf("unfinished (-want +got):\n%s", diff)
		}
		if !slices.Equal(interrupted.NotStarted, []planner.StepID{"after"}) {
			t.Errorf("not started: %q", interrupted.NotStarted)
		}
		events := []string{
			"quick started", "stuck started", "waiting started", "waiting progress: waiting for a machine",
			"waiting skipped: interrupted; last: waiting for a machine", "quick succeeded", "stuck skipped: interrupted",
			"after skipped: interrupted",
		}
		if diff := cmp.Diff(events, r.texts()); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

// TestKill: the second Ctrl-C cancels writes too, and does not wait long for a handler that does not listen.
func TestKill(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		s := &script{write: func(ctx context.Context, name string, _ executor.Report) error {
			if name == "0" {
				time.Sleep(time.Minute)
			}
			return sleep(ctx, time.Hour)
		}}
		ctx, kill := context.WithCancel(t.Context())
		time.AfterFunc(11*time.Second, kill)
		begun := time.Now()
		err := executor.Run(ctx, alone(2), s.handlers(), executor.Options{Stop: stopAfter(10 * time.Second)})
		if took := time.Since(begun); took != 11500*time.Millisecond {
			t.Errorf("took %s, want 11.5s", took)
		}
		var interrupted *executor.Interrupted
		if !errors.As(err, &interrupted) || len(interrupted.Unfinished) != 2 {
			t.Errorf("got %v, want an *Interrupted with 2 unfinished steps", err)
		}
	})
}

func TestStopEndsRetries(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		s := &script{write: failing(1e6, executor.Transient(errRefused))}
		begun := time.Now()
		err := executor.Run(t.Context(), alone(3), s.handlers(), executor.Options{Stop: stopAfter(time.Second)})
		var interrupted *executor.Interrupted
		if !errors.As(err, &interrupted) || time.Since(begun) != time.Second {
			t.Errorf("got %v after %s, want an *Interrupted after 1s", err, time.Since(begun))
		}
	})
}

func TestStopBeforeStart(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		stopped := make(chan struct{})
		close(stopped)
		s, r := &script{}, &record{}
		err := executor.Run(t.Context(), alone(2), s.handlers(), executor.Options{Stop: stopped, Events: r.add})
		var interrupted *executor.Interrupted
		if !errors.As(err, &interrupted) || len(interrupted.NotStarted) != 2 || len(s.calls) != 0 || len(r.of(executor.Skipped)) != 2 {
			t.Errorf("got %v after %v, events %q", err, s.calls, r.texts())
		}
	})
}

// TestStopWithNothingLeft: an interruption that comes too late to keep anything from its end is none.
func TestStopWithNothingLeft(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		s := &script{write: func(ctx context.Context, _ string, _ executor.Report) error { return sleep(ctx, 2*time.Second) }}
		if err := executor.Run(t.Context(), alone(2), s.handlers(), executor.Options{Stop: stopAfter(time.Second)}); err != nil {
			t.Error(err)
		}
	})
}

func TestFailureDuringInterruptionIsReported(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		s := &script{write: func(ctx context.Context, name string, _ executor.Report) error {
			if name == "0" {
				return executor.Final(errRefused)
			}
			return sleep(ctx, time.Hour)
		}}
		err := executor.Run(t.Context(), alone(2), s.handlers(), executor.Options{Stop: stopAfter(time.Second)})
		var interrupted *executor.Interrupted
		if !errors.As(err, &interrupted) || !errors.Is(err, errRefused) {
			t.Errorf("got %v, want an *Interrupted that holds the failure", err)
		}
	})
}

func TestSignals(t *testing.T) {
	stop, kill, release := executor.Signals(t.Context())
	defer release()
	interrupt(t)
	await(t, stop)
	if kill.Err() != nil || !errors.Is(context.Cause(stop), executor.ErrStopped) {
		t.Fatalf("after the first signal kill has ended (%v), or stop for another cause (%v)", kill.Err(), context.Cause(stop))
	}
	interrupt(t)
	await(t, kill)
}

// What whoever started the process made it ignore stays ignored, as the end of the terminal after nohup.
func TestSignalsThatAreIgnored(t *testing.T) {
	signal.Ignore(syscall.SIGHUP)
	defer signal.Reset(syscall.SIGHUP)
	_, _, release := executor.Signals(t.Context())
	defer release()
	if !signal.Ignored(syscall.SIGHUP) || signal.Ignored(syscall.SIGINT) {
		t.Error("SIGHUP is no longer ignored, or SIGINT is")
	}
}

func interrupt(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
}

func await(t *testing.T, ctx context.Context) {
	t.Helper()
	select {
	case <-ctx.Done():
	case <-time.After(5 * time.Second):
		t.Fatal("the signal did not arrive")
	}
}
