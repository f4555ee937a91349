package imagecache

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// breaking sends so many bytes of what was asked for and breaks off, so many times, and not before it may.
func breaking(content []byte, times int64, bytesEach int, ranges bool, may <-chan struct{}) (func(http.ResponseWriter, *http.Request) bool, *atomic.Int64) {
	var begun atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.Path, "/blobs/") {
			return false
		}
		if !ranges {
			r.Header.Del("Range")
		}
		if begun.Add(1) > times {
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
			return true
		}
		from := 0
		_, _ = fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from)
		w.Header().Set("Content-Length", fmt.Sprint(len(content)-from))
		if from > 0 {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(content)-1, len(content)))
			w.WriteHeader(http.StatusPartialContent)
		}
		_, _ = w.Write(content[from : from+bytesEach])
		_ = http.NewResponseController(w).Flush()
		<-may
		panic(http.ErrAbortHandler)
	}, &begun
}

// TestBrokenOffDownloadIsResumed, by range and where the registry has none, and the node sees nothing of it.
func TestBrokenOffDownloadIsResumed(t *testing.T) {
	content := some(1 << 20)
	may := make(chan struct{})
	close(may)
	for ranges, times := range map[bool]int64{true: 3, false: 1} {
		o := overTLS(t)
		digest := o.blob("app", content)
		var begun *atomic.Int64
		o.before, begun = breaking(content, times, 100000, ranges, may)
		n := newNode(t, t.TempDir(), Config{}, o)
		n.wants(o.host(), "app/blobs/"+digest, string(content))
		if begun.Load() != times+1 {
			t.Errorf("%d answers, want one and %d resumptions", begun.Load(), times)
		}
	}
}

// TestDownloadThatBreaksAgainAndAgainIsGivenUp: nodes see no proper end, and nothing is kept.
func TestDownloadThatBreaksAgainAndAgainIsGivenUp(t *testing.T) {
	content, o := some(1<<20), overTLS(t)
	digest := o.blob("app", content)
	var begun *atomic.Int64
	may := make(chan struct{})
	o.before, begun = breaking(content, 100, 1000, true, may)
	directory := t.TempDir()
	n := newNode(t, directory, Config{}, o)
	n.cut(o.host(), "app/blobs/"+digest, 6000, may)
	if begun.Load() != 6 {
		t.Errorf("the registry was asked %d times, want once and 5 resumptions", begun.Load())
	}
	n.emptyOf(directory)
	o.before = nil
	n.wants(o.host(), "app/blobs/"+digest, string(content))
}

// TestLongDownloadOverABadLineIsNotGivenUp: what gains a mebibyte between two breaks may break more often.
func TestLongDownloadOverABadLineIsNotGivenUp(t *testing.T) {
	content, o := some(10<<20), overTLS(t)
	digest := o.blob("app", content)
	may := make(chan struct{})
	close(may)
	o.before, _ = breaking(content, 8, headway, true, may)
	n := newNode(t, t.TempDir(), Config{}, o)
	n.wants(o.host(), "app/blobs/"+digest, string(content))
}

// TestWrongBlobHasNoEnd: all but the last byte may be seen, and nothing is kept.
func TestWrongBlobHasNoEnd(t *testing.T) {
	for _, sized := range []bool{true, false} {
		o, directory, may := overTLS(t), t.TempDir(), make(chan struct{})
		digest := o.blob("app", some(1<<20))
		o.before = func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.Contains(r.URL.Path, "/blobs/") {
				return false
			}
			if sized {
				w.Header().Set("Content-Length", fmt.Sprint(1<<20))
			}
			_, _ = w.Write(some(1<<20 - 16))
			_ = http.NewResponseController(w).Flush()
			<-may
			_, _ = w.Write([]byte("0123456789abcdeF"))
			return true
		}
		n := newNode(t, directory, Config{}, o)
		n.cut(o.host(), "app/blobs/"+digest, -1, may)
		n.emptyOf(directory)
		if !strings.Contains(n.log.String(), "under the digest") {
			t.Errorf("the log does not say why:\n%s", n.log)
		}
	}
}

// TestRegistryThatSendsNothingIsGivenUp after the patience of the cache, in the middle and before the first byte.
func TestRegistryThatSendsNothingIsGivenUp(t *testing.T) {
	o := overTLS(t)
	digest := o.blob("app", some(1<<20))
	o.before = gated(some(1<<20), nil)
	n := newNode(t, t.TempDir(), Config{}, o)
	n.cache.patience = patience{time.Second, make([]time.Duration, 1)} // a busy machine takes less for the first half
	n.cut(o.host(), "app/blobs/"+digest, -1, make(chan struct{}))
	o.before = func(_ http.ResponseWriter, r *http.Request) bool { <-r.Context().Done(); return true }
	response, body := n.get(o.host(), "app/blobs/"+digest)
	if response.StatusCode != http.StatusBadGateway || !strings.Contains(body, "nothing came for 1s") {
		t.Errorf("%s %.200s", response.Status, body)
	}
}

// TestSlowRegistryIsNotGivenUp as long as something comes now and then.
func TestSlowRegistryIsNotGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		read, write := io.Pipe()
		watched := watch(t.Context(), time.Minute)
		watched.body = read
		defer watched.Close()
		go func() {
			for range 10 {
				time.Sleep(50 * time.Second) // of the test's own time
				_, _ = write.Write([]byte("."))
			}
			_ = write.Close()
		}()
		if body, err := io.ReadAll(watched); err != nil || len(body) != 10 || watched.ctx.Err() != nil {
			t.Errorf("%q (%v), %v", body, err, context.Cause(watched.ctx))
		}
	})
}

// cut gets what has no proper end, after so many bytes, or any. The registry may go on once the answer has begun.
func (n *node) cut(host, path string, want int, may chan<- struct{}) {
	n.t.Helper()
	response := n.send(http.MethodGet, host, path)
	defer response.Body.Close()
	close(may)
	body, err := io.ReadAll(response.Body)
	if err == nil || response.StatusCode != http.StatusOK || want >= 0 && len(body) != want {
		n.t.Errorf("%s, %d bytes (%v), want %d and no end", response.Status, len(body), err, want)
	}
}

// emptyOf looks for what is left of blobs.
func (n *node) emptyOf(directory string) {
	n.t.Helper()
	for _, sub := range []string{"incoming", "blobs/sha256"} {
		if left, err := os.ReadDir(filepath.Join(directory, sub)); err != nil || len(left) > 0 {
			n.t.Errorf("%s has %v (%v)", sub, left, err)
		}
	}
}
