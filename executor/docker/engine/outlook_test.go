package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"github.com/containerd/errdefs"

	"github.com/kaaslab/kaaslab/executor"
)

// judge is a handler that asks Outlook.
type judge struct{ executor.Handler }

func (judge) Outlook(err error) executor.Outlook { return Outlook(err) }

// TestDockerErrorsPassUnlessFinal goes through what the daemon answers.
func TestDockerErrorsPassUnlessFinal(t *testing.T) {
	at := Endpoint{Host: "unix:///var/run/docker.sock"}
	for want, errs := range map[executor.Outlook][]error{
		executor.Passing: {
			errdefs.ErrUnavailable, fmt.Errorf("removal of container x is already in progress: %w", errdefs.ErrConflict),
			unreachable(at, syscall.ECONNREFUSED), unreachable(at, syscall.ECONNRESET),
		},
		executor.Unclear: {
			errdefs.ErrInternal, errdefs.ErrConflict, errdefs.ErrNotFound, errdefs.ErrPermissionDenied, unreachable(at, fs.ErrNotExist),
			errors.New("Get \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io: no such host"),
			errors.New("toomanyrequests: You have reached your pull rate limit"),
		},
		executor.Lasting: {
			errdefs.ErrInvalidArgument, errdefs.ErrNotImplemented, errdefs.ErrUnauthenticated, unreachable(at, fs.ErrPermission),
			errors.New("manifest for alpine:nope not found: manifest unknown: manifest unknown"),
			errors.New("pull access denied for nope, repository does not exist or may require 'docker login': denied: requested access to the resource is denied"),
			errors.New("no matching manifest for linux/arm64/v8 in the manifest list entries"),
		},
	} {
		for _, err := range errs {
			if got := executor.OutlookOf(fmt.Errorf("try: %w", err), judge{}); got != want {
				t.Errorf("outlook %d of %v, want %d", got, err, want)
			}
		}
	}
}
