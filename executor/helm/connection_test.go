package helm

import (
	"context"
	"errors"
	"io"
	"net/url"
	"testing"
)

// TestBrokenConnectionIsTriedAgain: connecting a node to a network breaks what is under way to it.
func TestBrokenConnectionIsTriedAgain(t *testing.T) {
	for err, want := range map[error]bool{
		&url.Error{Op: "Post", URL: "https://127.0.0.1:6443", Err: io.ErrUnexpectedEOF}: true,
		errors.New("the chart asks for a newer Kubernetes"):                             false,
	} {
		h := New(nil, Options{})
		got := h.begin(t.Context(), func() error { return failed("install", err) }, func(string) {})
		var marked interface{ Transient() bool }
		if !errors.Is(got, err) || errors.As(got, &marked) != want {
			t.Errorf("%v: tried again: %t, want %t", got, !want, want)
		}
	}
	if err := New(nil, Options{}).begin(context.Background(), func() error { return nil }, func(string) {}); err != nil {
		t.Error(err)
	}
}
