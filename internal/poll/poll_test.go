package poll

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"
)

func TestUntilTellsWhatChanges(t *testing.T) {
	states := []string{"starting", "starting", "joining", ""}
	var heard []string
	err := Until(t.Context(), "node a", time.Millisecond, func(s string) { heard = append(heard, s) }, func(context.Context) (string, error) {
		state := states[0]
		states = states[1:]
		return state, nil
	})
	if err != nil || !slices.Equal(heard, []string{"starting", "joining"}) {
		t.Errorf("heard %q (%v)", heard, err)
	}
}

func TestUntilEndsWithAnError(t *testing.T) {
	broken := errors.New("it broke")
	looks := 0
	err := Until(t.Context(), "node a", time.Hour, func(string) {}, func(context.Context) (string, error) { looks++; return "", broken })
	if !errors.Is(err, broken) || err.Error() != broken.Error() || looks != 1 {
		t.Errorf("%v after %d looks", err, looks)
	}
}

func TestUntilSaysWhatItWaitedFor(t *testing.T) {
	stopped := errors.New("stopped by hand")
	ctx, stop := context.WithCancelCause(t.Context())
	err := Until(ctx, "node a", time.Hour, func(string) { stop(stopped) }, func(context.Context) (string, error) { return "joining", nil })
	if !errors.Is(err, stopped) || err.Error() != "wait for node a (joining): stopped by hand" {
		t.Errorf("%v", err)
	}
}

// TestUntilForgetsALookThatWasCutShort: an error of the look that is made into words would hide what was waited for.
func TestUntilForgetsALookThatWasCutShort(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	looks := 0
	err := Until(ctx, "node a", time.Millisecond, func(string) {}, func(ctx context.Context) (string, error) {
		if looks++; looks == 1 {
			return "joining", nil
		}
		stop()
		return ctx.Err().Error(), nil
	})
	if err == nil || err.Error() != "wait for node a (joining): context canceled" {
		t.Errorf("%v", err)
	}
}
