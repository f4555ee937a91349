package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

func withClusterAPI(attrs planner.Attrs, version string) planner.Attrs {
	m := attrs.(planner.ManagementCluster)
	m.ClusterAPI = version
	return m
}

// TestStartKeepsInheritedFiles looks whether a pipe that kaaslab has inherited closes when kaaslab's end does.
func TestStartKeepsInheritedFiles(t *testing.T) {
	var ends [2]int
	must(t, syscall.Pipe(ends[:])) // unlike os.Pipe, as if it were inherited
	reader, writer := os.NewFile(uintptr(ends[0]), "reader"), os.NewFile(uintptr(ends[1]), "writer")
	defer reader.Close()
	bringUp(t, newHandler(t))
	must(t, writer.Close())
	if _, err := io.ReadAll(reader); err != nil {
		t.Error(err)
	}
}

func TestStartLeavesTheTerminal(t *testing.T) {
	pid := pidOf(bringUp(t, newHandler(t)))
	if session, err := syscall.Getpgid(pid); err != nil || session != pid {
		t.Errorf("process %d is in group %d (%v), want its own", pid, session, err)
	}
}

// TestEnvironmentHasNoProxy for the program, which talks to itself only: the one of the user is for what downloads charts.
func TestEnvironmentHasNoProxy(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://proxy")
	t.Setenv("GOGC", "75")
	all := environment()
	if slices.Contains(all, "HTTPS_PROXY=http://proxy") || !slices.Contains(all, "KAASLAB_DOWNLOADS_HTTPS_PROXY=http://proxy") || !slices.Contains(all, "GOGC=75") {
		t.Error(all)
	}
}

func TestLogTailIsShort(t *testing.T) {
	h := newHandler(t)
	must(t, os.MkdirAll(h.dir.Embedded(), 0o700))
	must(t, os.WriteFile(h.Log(), []byte(strings.Repeat("a line of the log\n", 10000)+"the last\n"), 0o600))
	tail := strings.Split(h.logTail(), "\n")
	if len(tail) != tailLines || tail[tailLines-1] != "the last" {
		t.Errorf("%d lines: %q", len(tail), tail)
	}
}

// TestRequestsToAProcessThatHasEndedAreNotRepeated: a connection that fails is otherwise one that is tried again for minutes.
func TestRequestsToAProcessThatHasEndedAreNotRepeated(t *testing.T) {
	h := newHandler(t)
	bringUp(t, h)
	refusing := h.Transport(roundTripper(func(*http.Request) (*http.Response, error) { return nil, syscall.ECONNREFUSED }))
	ask := func(ctx context.Context) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://127.0.0.1:1", http.NoBody)
		must(t, err)
		_, err = refusing.RoundTrip(request) //nolint:bodyclose // there is none
		return err
	}
	if err := ask(t.Context()); !errors.Is(err, syscall.ECONNREFUSED) || executor.OutlookOf(err, h) != executor.Passing {
		t.Errorf("while the process lives: %v", err)
	}
	kill(t, h)
	<-h.own().ended
	err := ask(t.Context())
	wantError(t, err, "has ended while it was asked for something", "apply again", h.Log())
	if outlook := kube.Outlook(fmt.Errorf("list: %w", err)); outlook != executor.Lasting {
		t.Errorf("the outlook is %v", outlook)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
