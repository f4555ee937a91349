package imagearchive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// patient waits as long as a registry asks for that answers with too many requests, and not longer than stall for one from which
// nothing comes.
type patient struct {
	base   http.RoundTripper
	stall  time.Duration
	pause  func(ctx context.Context, d time.Duration) error
	report func(string)
}

// How often a registry is asked again, and how long it is waited for at most: one that wants more is to be asked another day.
const (
	mostAgain = 8
	mostWait  = 10 * time.Minute
)

// RoundTrip implements http.RoundTripper.
func (p *patient) RoundTrip(request *http.Request) (*http.Response, error) {
	for again := 0; ; again++ {
		response, err := p.watched(request)
		if err != nil || response.StatusCode != http.StatusTooManyRequests || again == mostAgain || request.Body != nil {
			return response, err
		}
		wait := retryAfter(response.Header.Get("Retry-After"), again)
		if wait > mostWait {
			return response, nil
		}
		response.Body.Close()
		p.report(fmt.Sprintf("%s has had too many requests; asking again in %s", request.URL.Host, wait.Round(time.Second)))
		if err := p.pause(request.Context(), wait); err != nil {
			return nil, err
		}
	}
}

var errStalled = fault.Errorf(fault.ImageDownload, "nothing came from the registry any more")

// watched ends a request when nothing comes: neither an answer, nor more of its content.
func (p *patient) watched(request *http.Request) (*http.Response, error) {
	ctx, end := context.WithCancelCause(request.Context())
	watch := time.AfterFunc(p.stall, func() { end(errStalled) })
	response, err := p.base.RoundTrip(request.WithContext(ctx))
	if err != nil {
		watch.Stop()
		defer end(nil)
		return nil, orStalled(ctx, err)
	}
	response.Body = &body{readCloser: response.Body, ctx: ctx, end: end, watch: watch, stall: p.stall}
	return response, nil
}

func orStalled(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errStalled) {
		return errStalled
	}
	return err
}

type readCloser = io.ReadCloser

// body is the content of an answer.
type body struct {
	readCloser
	ctx   context.Context
	end   context.CancelCauseFunc
	watch *time.Timer
	stall time.Duration
}

func (b *body) Read(into []byte) (int, error) {
	n, err := b.readCloser.Read(into)
	b.watch.Reset(b.stall)
	if err != nil && !errors.Is(err, io.EOF) {
		err = orStalled(b.ctx, err)
	}
	return n, err
}

func (b *body) Close() error {
	b.watch.Stop()
	b.end(nil)
	return b.readCloser.Close()
}

// retryAfter is what a registry says, in seconds or as a time. One that says nothing is asked in longer and longer intervals.
func retryAfter(header string, again int) time.Duration {
	if seconds, err := strconv.Atoi(header); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, time.Until(at))
	}
	return time.Second << again
}
