package imagecache

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"
)

// TestTagIsLookedUpEachTime, and the manifest fetched when its digest is new.
func TestTagIsLookedUpEachTime(t *testing.T) {
	o := overTLS(t)
	first := o.manifest("library/app", "v1", `{"first":1}`)
	n := newNode(t, t.TempDir(), Config{}, o)
	for range 3 {
		response, body := n.get(o.host(), "library/app/manifests/v1")
		if body != `{"first":1}` || response.Header.Get("Docker-Content-Digest") != first || response.Header.Get("Content-Type") != mediaType {
			t.Errorf("%q %v", body, response.Header)
		}
	}
	if heads, gets := o.asked("HEAD /v2/library/app/"), o.asked("GET /v2/library/app/"); heads != 3 || gets != 1 {
		t.Errorf("%d times HEAD, %d times GET", heads, gets)
	}
	second := o.manifest("library/app", "v1", `{"second":2}`)
	head := n.send(http.MethodHead, o.host(), "library/app/manifests/v1")
	_ = head.Body.Close()
	if head.Header.Get("Docker-Content-Digest") != second || head.ContentLength != int64(len(`{"second":2}`)) {
		t.Errorf("HEAD says %v", head.Header)
	}
	n.wants(o.host(), "library/app/manifests/"+first, `{"first":1}`)
	n.wants(o.host(), "library/app/manifests/"+second, `{"second":2}`)
	if gets := o.asked("GET /v2/library/app/"); gets != 2 {
		t.Errorf("%d times GET", gets)
	}
}

// TestTagMeansWhatItMeantLast while its registry is away, also after a restart. What the registry denies, it denies.
func TestTagMeansWhatItMeantLast(t *testing.T) {
	directory, o := t.TempDir(), overTLS(t)
	o.manifest("app", "v1", `{"first":1}`)
	n := newNode(t, directory, Config{}, o)
	n.wants(o.host(), "app/manifests/v1", `{"first":1}`)
	n.stop()
	n = newNode(t, directory, Config{}, o)
	for _, status := range []int{http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable} {
		o.before = answering(status, "", "")
		n.wants(o.host(), "app/manifests/v1", `{"first":1}`)
	}
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound} {
		o.before = answering(status, "", "")
		if response, _ := n.get(o.host(), "app/manifests/v1"); response.StatusCode != status {
			t.Errorf("the registry says %d, the node hears %s", status, response.Status)
		}
	}
	o.server.Close()
	n.wants(o.host(), "app/manifests/v1", `{"first":1}`)
	if response, body := n.get(o.host(), "app/manifests/v2"); response.StatusCode != http.StatusBadGateway || !strings.Contains(body, "connection refused") {
		t.Errorf("a tag that nobody asked for before: %s %s", response.Status, body)
	}
	if response, _ := n.get(o.host(), "other/manifests/v1"); response.StatusCode != http.StatusBadGateway {
		t.Errorf("the same tag of another name: %s", response.Status)
	}
}

// TestNewManifestThatCannotBeHadYet leaves the tag at the one before.
func TestNewManifestThatCannotBeHadYet(t *testing.T) {
	o := overTLS(t)
	o.manifest("app", "v1", `{"first":1}`)
	n := newNode(t, t.TempDir(), Config{}, o)
	n.wants(o.host(), "app/manifests/v1", `{"first":1}`)
	o.manifest("app", "v1", `{"second":2}`)
	o.before = func(w http.ResponseWriter, r *http.Request) bool {
		counted := r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/manifests/")
		if counted {
			w.WriteHeader(http.StatusTooManyRequests)
		}
		return counted
	}
	n.wants(o.host(), "app/manifests/v1", `{"first":1}`)
	o.before = nil
	n.wants(o.host(), "app/manifests/v1", `{"second":2}`)
}

// TestManyNodesFetchOneManifest at the same time.
func TestManyNodesFetchOneManifest(t *testing.T) {
	o, gate, arrived := overTLS(t), make(chan struct{}), make(chan struct{}, 20)
	digest := o.manifest("app", "v1", `{"first":1}`)
	o.before = func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.Contains(r.URL.Path, "/manifests/") {
			arrived <- struct{}{}
			<-gate
		}
		return false
	}
	n := newNode(t, t.TempDir(), Config{}, o)
	var group errgroup.Group
	for range 20 {
		group.Go(func() error {
			if response, body := n.get(o.host(), "app/manifests/"+digest); body != `{"first":1}` {
				return fmt.Errorf("%s %s", response.Status, body)
			}
			return nil
		})
	}
	<-arrived
	close(gate)
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
	if asked := o.asked("GET /v2/app/"); asked != 1 {
		t.Errorf("the registry was asked %d times", asked)
	}
}

// TestRegistryThatDoesNotSayDigests, or does not know HEAD.
func TestRegistryThatDoesNotSayDigests(t *testing.T) {
	for _, head := range []int{http.StatusOK, http.StatusMethodNotAllowed} {
		o := overTLS(t)
		o.manifest("app", "v1", `{"mediaType":"application/vnd.docker.distribution.manifest.v2+json"}`)
		o.before = func(w http.ResponseWriter, r *http.Request) bool {
			switch {
			case r.Method == http.MethodHead:
				w.WriteHeader(head)
			case strings.HasSuffix(r.URL.Path, "/manifests/v1"):
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write(o.content["app/manifests/v1"])
			default:
				return false
			}
			return true
		}
		n := newNode(t, t.TempDir(), Config{}, o)
		response, _ := n.get(o.host(), "app/manifests/v1")
		if got := response.Header; response.StatusCode != http.StatusOK || got.Get("Docker-Content-Digest") != digestOf(o.content["app/manifests/v1"]) ||
			got.Get("Content-Type") != "application/vnd.docker.distribution.manifest.v2+json" {
			t.Errorf("HEAD is %d: %s %v", head, response.Status, got)
		}
	}
}

// TestWrongManifestIsKeptOut, and one that is too large, and what a bad disk has made of one.
func TestWrongManifestIsKeptOut(t *testing.T) {
	o := overTLS(t)
	digest := o.manifest("app", "v1", `{"first":1}`)
	n := newNode(t, t.TempDir(), Config{}, o)
	for content, want := range map[string]string{`{"other":1}`: "DIGEST_INVALID", string(some(largestManifest + 16)): "more than 4 MiB"} {
		o.put("app/manifests/"+digest, []byte(content))
		if response, body := n.get(o.host(), "app/manifests/"+digest); response.StatusCode != http.StatusBadGateway || !strings.Contains(body, want) {
			t.Errorf("%s %.300s", response.Status, body)
		}
	}
	path := n.cache.store.kept(manifests, digest)
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it was kept (%v)", err)
	}
	o.manifest("app", "v1", `{"first":1}`)
	n.wants(o.host(), "app/manifests/"+digest, `{"first":1}`)
	if err := os.WriteFile(path, []byte(mediaType+"\n{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	n.wants(o.host(), "app/manifests/"+digest, `{"first":1}`)
}

// answering refuses all but the question at /v2/.
func answering(status int, retryAfter, body string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/v2/" {
			return false
		}
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
		return true
	}
}
