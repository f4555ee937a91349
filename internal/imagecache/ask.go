package imagecache

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// accepted are the manifests that containerd takes.
const accepted = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, " +
	"application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json, */*"

// first asks the upstreams of an image one after the other, until one has it. The error is that of the last.
func (c *Cache) first(i image, ask func(upstream) error) (err error) {
	for _, s := range c.upstreams.of(i.host) {
		if err = ask(s); err == nil {
			return nil
		}
		if c.ctx.Err() != nil {
			return refuse(http.StatusServiceUnavailable, "UNAVAILABLE", "the cache is being stopped")
		}
		err = failed(s.host(), err)
	}
	return err
}

// answer is what an upstream has of an image. Who gets one closes it. It ends with an error when nothing has come for too long.
type answer struct {
	io.ReadCloser
	header  http.Header
	size    int64 // bytes of the body, -1 if the upstream does not say
	partial bool  // the body begins where it was asked to
}

// request sends one request to an upstream; from is where a blob is to begin.
func (c *Cache) request(s upstream, method string, i image, from int64) (answer, error) {
	watched := watch(c.ctx, c.patience.idle)
	response, err := c.send(watched.ctx, s, method, i, from)
	if err != nil {
		err = watched.cause(err)
		watched.stop()
		return answer{}, err
	}
	watched.body, response.Body = response.Body, watched
	partial := response.StatusCode == http.StatusPartialContent && from > 0
	if partial || response.StatusCode == http.StatusOK {
		return answer{watched, response.Header, response.ContentLength, partial}, nil
	}
	defer response.Body.Close()
	return answer{}, refusedBy(s.host(), response)
}

func (c *Cache) send(ctx context.Context, s upstream, method string, i image, from int64) (*http.Response, error) {
	client, err := c.upstreams.client(ctx, s, i)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, method, s.address(i), nil)
	if err != nil {
		return nil, err
	}
	if i.kind == manifests {
		request.Header.Set("Accept", accepted)
	}
	if from > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
	}
	response, err := client.Do(request)
	if err != nil || response.StatusCode == http.StatusUnauthorized || response.StatusCode == http.StatusForbidden {
		c.upstreams.forget(s, i)
	}
	return response, err
}

// watchedBody is the body of an answer, and the patience with it.
type watchedBody struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	limit  time.Duration
	timer  *time.Timer
	body   io.ReadCloser
}

// watch begins before the request is sent, in the context that is to be sent with.
func watch(ctx context.Context, limit time.Duration) *watchedBody {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(limit, func() { cancel(fmt.Errorf("nothing came for %s", limit)) })
	return &watchedBody{ctx: ctx, cancel: cancel, limit: limit, timer: timer}
}

// Read implements io.Reader. Each byte that comes renews the patience.
func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	if n > 0 {
		b.timer.Reset(b.limit)
	}
	return n, b.cause(err)
}

// Close implements io.Closer.
func (b *watchedBody) Close() error {
	b.stop()
	return b.body.Close()
}

func (b *watchedBody) stop() {
	b.timer.Stop()
	b.cancel(context.Canceled)
}

// cause is why it was given up, if it was.
func (b *watchedBody) cause(err error) error {
	if err != nil && !errors.Is(err, io.EOF) && b.ctx.Err() != nil {
		return context.Cause(b.ctx)
	}
	return err
}
