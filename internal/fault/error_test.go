package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/kaaslab/kaaslab/internal/fault"
)

var (
	errPlain  = errors.New("boom")
	errTaken  = fault.Errorf(fault.AddressTaken, "address is taken")
	errDocker = fault.Errorf(fault.NoDocker, "no Docker")
)

func TestWhoIsNearerToTheCauseKnowsBetter(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want fault.Code
	}{
		"nothing":              {nil, ""},
		"no code":              {errPlain, ""},
		"a code":               {errTaken, fault.AddressTaken},
		"said in other words":  {fmt.Errorf("connect: %w", errTaken), fault.AddressTaken},
		"wrapped in a code":    {fault.Errorf(fault.DockerRequest, "connect: %w", errTaken), fault.AddressTaken},
		"given a code late":    {fault.Wrap(fault.Unexpected, fmt.Errorf("connect: %w", errPlain)), fault.Unexpected},
		"the first of several": {errors.Join(errPlain, errTaken, errDocker), fault.AddressTaken},
		"nothing wrapped":      {fault.Wrap(fault.Unexpected, nil), ""},
	} {
		if got := fault.Of(c.err); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	if !errors.Is(fault.Wrap(fault.Unexpected, errPlain), errPlain) || errTaken.Error() != "address is taken" {
		t.Error("a code changes neither what an error is nor its text")
	}
}

func TestTextPutsCodesAtTheEndsOfTheirLines(t *testing.T) {
	ended := fault.Errorf(fault.EmbeddedEnded, "it ended; its log:\nline 1\nline 2")
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"no code":             {errPlain, "boom"},
		"one line":            {fmt.Errorf("connect: %w", errTaken), "connect: address is taken [KL4011]"},
		"words after it":      {fmt.Errorf("%w; apply again", errTaken), "address is taken; apply again [KL4011]"},
		"two on a line":       {fmt.Errorf("a: %w; b: %w", errTaken, errDocker), "a: address is taken; b: no Docker [KL4011, KL4001]"},
		"the same twice":      {fmt.Errorf("a: %w; b: %w", errTaken, errTaken), "a: address is taken; b: address is taken [KL4011]"},
		"a line each":         {fmt.Errorf("look: %w", errors.Join(errTaken, errPlain, errDocker)), "look: address is taken [KL4011]\nboom\nno Docker [KL4001]"},
		"equal lines":         {errors.Join(errTaken, errTaken), "address is taken [KL4011]\naddress is taken [KL4011]"},
		"a log that follows":  {fmt.Errorf("wait: %w", ended), "wait: it ended; its log: [KL3022]\nline 1\nline 2"},
		"told in other words": {told{errTaken}, "it did not work [KL4011]"},
		"after a log":         {errors.Join(ended, errTaken), "it ended; its log: [KL3022]\nline 1\nline 2\naddress is taken [KL4011]"},
	} {
		if got := fault.Text(c.err); got != c.want {
			t.Errorf("%s:\ngot  %q\nwant %q", name, got, c.want)
		}
	}
}

// told is an error that does not repeat what it wraps.
type told struct{ cause error }

func (told) Error() string   { return "it did not work" }
func (t told) Unwrap() error { return t.cause }
