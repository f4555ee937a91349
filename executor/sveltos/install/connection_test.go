package install

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
)

// TestBrokenConnectionIsTriedAgain: connecting a node to a network breaks what is under way to it.
func TestBrokenConnectionIsTriedAgain(t *testing.T) {
	for err, want := range map[error]executor.Outlook{
		&url.Error{Op: "Post", URL: "https://127.0.0.1:6443", Err: io.ErrUnexpectedEOF}:                  executor.Passing,
		errors.New("timed out waiting for the condition"):                                                executor.Unclear,
		errors.New("chart requires kubeVersion: >=1.99.0 which is incompatible with Kubernetes v1.36.3"): executor.Lasting,
		errors.New("values don't meet the specifications of the schema(s) in the following chart(s)"):    executor.Lasting,
		errors.New("failed to fetch https://charts.example.com/x.tgz : 404 Not Found"):                   executor.Lasting,
		errors.New("failed to fetch https://charts.example.com/x.tgz : 503 Service Unavailable"):         executor.Unclear,
		&fs.PathError{Op: "open", Path: "chart.tgz", Err: fs.ErrNotExist}:                                executor.Lasting,
	} {
		h := New(nil, Options{})
		got := h.begin(t.Context(), func() error { return failed("install", err) }, func(string) {})
		if !errors.Is(got, err) || executor.OutlookOf(got, h) != want {
			t.Errorf("%v: outlook %d, want %d", err, executor.OutlookOf(got, h), want)
		}
	}
	if err := New(nil, Options{}).begin(context.Background(), func() error { return nil }, func(string) {}); err != nil {
		t.Error(err)
	}
}

// TestWaitingAgainBeginsAnew: what helm failed at while AwaitReady waited is not healed by waiting for it again.
func TestWaitingAgainBeginsAnew(t *testing.T) {
	h, tries := New(nil, Options{}), 0
	work := func() error {
		if tries++; tries == 1 {
			return errors.New("timed out")
		}
		return nil
	}
	h.times.apply = 0
	if err := h.begin(t.Context(), work, func(string) {}); err != nil && tries == 0 {
		t.Fatal(err)
	}
	anew := func() error { return h.begin(t.Context(), work, func(string) {}) }
	first := h.awaitOperation(t.Context(), func(string) {}, anew)
	second := h.awaitOperation(t.Context(), func(string) {}, anew)
	if first == nil || second != nil || tries != 2 {
		t.Error(fmt.Errorf("first %w, second %w, %d tries", first, second, tries))
	}
}
