package imagecache

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestServeStopsInTime, though a node still waits for a blob.
func TestServeStopsInTime(t *testing.T) {
	o, directory := overTLS(t), t.TempDir()
	digest := o.blob("app", some(1<<20))
	o.before = gated(some(1<<20), nil)
	n := newNode(t, directory, Config{}, o)
	at, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, n.cache, at) }()
	response, err := http.Get("http://" + at.Addr().String() + "/v2/app/blobs/" + digest + "?ns=" + o.host())
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	began := time.Now()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	if _, err := io.ReadAll(response.Body); err == nil {
		t.Error("the node takes half a blob for whole")
	}
	n.emptyOf(directory)
}

// TestServeStopsAtOnce when nobody waits, and says when it cannot serve.
func TestServeStopsAtOnce(t *testing.T) {
	for _, closed := range []bool{false, true} {
		c, err := New(Config{}, t.TempDir(), slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		at, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		if stop(); closed {
			ctx = t.Context()
			_ = at.Close()
		}
		if err := Serve(ctx, c, at); (err != nil) != closed {
			t.Errorf("closed %v: %v", closed, err)
		}
	}
}
