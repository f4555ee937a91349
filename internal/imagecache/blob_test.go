package imagecache

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"
)

// TestManyNodesFollowOneDownload: each of them has the first half while the registry still holds back the second.
func TestManyNodesFollowOneDownload(t *testing.T) {
	for _, sized := range []bool{true, false} {
		t.Run(fmt.Sprintf("size known %v", sized), func(t *testing.T) {
			const nodes, half = 20, 1<<20 + 112 // no buffer is full at the half
			content, o, gate := some(2*half), overTLS(t), make(chan struct{})
			digest := o.blob("library/app", content)
			o.before = func(w http.ResponseWriter, r *http.Request) bool {
				if !strings.Contains(r.URL.Path, "/blobs/") {
					return false
				}
				if sized {
					w.Header().Set("Content-Length", fmt.Sprint(2*half))
				}
				_, _ = w.Write(content[:half])
				_ = http.NewResponseController(w).Flush()
				select {
				case <-gate:
				case <-r.Context().Done():
				}
				_, _ = w.Write(content[half:])
				return true
			}
			n := newNode(t, t.TempDir(), Config{}, o)
			var group errgroup.Group
			halves := make(chan error, nodes)
			for range nodes {
				response := n.send(http.MethodGet, o.host(), "library/app/blobs/"+digest)
				group.Go(func() error {
					defer response.Body.Close()
					first := make([]byte, half)
					_, err := io.ReadFull(response.Body, first)
					halves <- err
					rest, failed := io.ReadAll(response.Body)
					if all := append(first, rest...); err != nil || failed != nil || !bytes.Equal(all, content) {
						return fmt.Errorf("%d bytes (%w, %w)", len(all), err, failed)
					}
					return nil
				})
			}
			for range nodes {
				if err := <-halves; err != nil {
					t.Error(err)
				}
			}
			close(gate)
			if err := group.Wait(); err != nil {
				t.Error(err)
			}
			if asked := o.asked("GET /v2/library/app/blobs/"); asked != 1 {
				t.Errorf("the registry was asked %d times", asked)
			}
			n.wants(o.host(), "library/app/blobs/"+digest, string(content))
		})
	}
}

// TestWhatIsKeptNeedsNoRegistry, also after a restart.
func TestWhatIsKeptNeedsNoRegistry(t *testing.T) {
	directory, o := t.TempDir(), overTLS(t)
	digest := o.blob("app", some(64))
	n := newNode(t, directory, Config{}, o)
	n.wants(o.host(), "app/blobs/"+digest, string(some(64)))
	n.stop()
	o.server.Close()
	n = newNode(t, directory, Config{}, o)
	response, body := n.get(o.host(), "app/blobs/"+digest)
	if body != string(some(64)) || response.ContentLength != 64 || response.Header.Get("Docker-Content-Digest") != digest || response.Header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("%q %v", body, response.Header)
	}
}

// TestRanges of a blob on the disk, and of one that is coming in.
func TestRanges(t *testing.T) {
	o, gate := overTLS(t), make(chan struct{})
	content := some(1 << 20)
	digest := o.blob("app", content)
	o.before = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.Contains(r.URL.Path, "/blobs/") {
			w.Header().Set("Content-Length", fmt.Sprint(len(content)))
			_, _ = w.Write(content[:1000])
			_ = http.NewResponseController(w).Flush()
			<-gate
			_, _ = w.Write(content[1000:])
			return true
		}
		return false
	}
	n := newNode(t, t.TempDir(), Config{}, o)
	check := func(header, want, contentRange string) {
		t.Helper()
		response, body := n.get(o.host(), "app/blobs/"+digest, "Range", header)
		if response.StatusCode != http.StatusPartialContent || body != want || response.Header.Get("Content-Range") != contentRange {
			t.Errorf("%s: %s, %d bytes, %s", header, response.Status, len(body), response.Header.Get("Content-Range"))
		}
	}
	check("bytes=100-299", string(content[100:300]), "bytes 100-299/1048576")
	head := n.send(http.MethodHead, o.host(), "app/blobs/"+digest)
	_ = head.Body.Close()
	if head.StatusCode != http.StatusOK || head.ContentLength != int64(len(content)) {
		t.Errorf("HEAD meanwhile: %s, %d bytes", head.Status, head.ContentLength)
	}
	close(gate)
	check("bytes=1000000-", string(content[1000000:]), "bytes 1000000-1048575/1048576")
	n.wants(o.host(), "app/blobs/"+digest, string(content))
	check("bytes=100-299", string(content[100:300]), "bytes 100-299/1048576")
	if response, body := n.get(o.host(), "app/blobs/"+digest, "Range", "bytes=2000000-"); response.StatusCode != http.StatusRequestedRangeNotSatisfiable {
		t.Errorf("behind the end: %s, %d bytes", response.Status, len(body))
	}
}

// TestNodeThatGoesAwayCancelsNothing: the other one, and who comes later, have the whole.
func TestNodeThatGoesAwayCancelsNothing(t *testing.T) {
	o, gate := overTLS(t), make(chan struct{})
	digest := o.blob("app", some(1<<20))
	o.before = gated(some(1<<20), gate)
	n := newNode(t, t.TempDir(), Config{}, o)
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, n.server.URL+"/v2/app/blobs/"+digest+"?ns="+o.host(), nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := n.server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	n.cache.mu.Lock()
	d := n.cache.downloads[digest]
	n.cache.mu.Unlock()
	stays := n.send(http.MethodGet, o.host(), "app/blobs/"+digest)
	defer stays.Body.Close()
	cancel()
	if _, err := io.ReadAll(response.Body); !errors.Is(err, context.Canceled) {
		t.Fatalf("the node has not gone: %v", err)
	}
	close(gate)
	if body, err := io.ReadAll(stays.Body); err != nil || !bytes.Equal(body, some(1<<20)) {
		t.Errorf("who stayed has %d bytes (%v)", len(body), err)
	}
	if is, err := d.await(t.Context(), func(is progress) bool { return is.ended }); err != nil || is.err != nil {
		t.Errorf("%+v (%v)", is, err)
	}
}

// TestDownloadThatNobodyFollowsEnds and is there for the next one.
func TestDownloadThatNobodyFollowsEnds(t *testing.T) {
	o, gate := overTLS(t), make(chan struct{})
	digest := o.blob("app", some(1<<20))
	o.before = gated(some(1<<20), gate)
	n := newNode(t, t.TempDir(), Config{}, o)
	_ = n.send(http.MethodGet, o.host(), "app/blobs/"+digest).Body.Close()
	close(gate)
	n.wants(o.host(), "app/blobs/"+digest, string(some(1<<20)))
	if asked := o.asked("GET /v2/app/blobs/"); asked != 1 {
		t.Errorf("the registry was asked %d times", asked)
	}
}

// gated sends half of a blob, and the rest when the gate opens.
func gated(content []byte, gate <-chan struct{}) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.Path, "/blobs/") {
			return false
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(content)))
		_, _ = w.Write(content[:len(content)/2])
		_ = http.NewResponseController(w).Flush()
		select {
		case <-gate:
		case <-r.Context().Done():
			panic(http.ErrAbortHandler)
		}
		_, _ = w.Write(content[len(content)/2:])
		return true
	}
}

// TestWhatWasCutShortIsThrownAway at the next start: a blob, and files of which the rename is missing.
func TestWhatWasCutShortIsThrownAway(t *testing.T) {
	directory, o := t.TempDir(), overTLS(t)
	digest := o.blob("app", some(64))
	cut := []string{"incoming/" + strings.TrimPrefix(digest, "sha256:"), "manifests/sha256/.abc.123", "tags/.abc.123"}
	for _, name := range cut {
		path := filepath.Join(directory, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, some(32), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	n := newNode(t, directory, Config{}, o)
	for _, name := range cut {
		if _, err := os.Stat(filepath.Join(directory, name)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	n.wants(o.host(), "app/blobs/"+digest, string(some(64)))
}

// TestHeadOfABlobDownloadsNothing.
func TestHeadOfABlobDownloadsNothing(t *testing.T) {
	o := overTLS(t)
	digest := o.blob("app", some(64))
	n := newNode(t, t.TempDir(), Config{}, o)
	response := n.send(http.MethodHead, o.host(), "app/blobs/"+digest)
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK || response.ContentLength != 64 || o.asked("GET /v2/app/") != 0 {
		t.Errorf("%s, %d bytes, %v", response.Status, response.ContentLength, o.requests)
	}
}
