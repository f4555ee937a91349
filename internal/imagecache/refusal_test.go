package imagecache

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

// TestNodeHearsWhatTheRegistrySays of a tag, a manifest and a blob.
func TestNodeHearsWhatTheRegistrySays(t *testing.T) {
	o := overTLS(t)
	n := newNode(t, t.TempDir(), Config{}, o)
	digest := digestOf(nil)
	for _, path := range []string{"app/manifests/v1", "app/manifests/" + digest, "app/blobs/" + digest} {
		for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusTooManyRequests} {
			o.before = answering(status, "17", `{"errors":[{"code":"SOME_CODE","message":"some \u001b[31mreason"}]}`)
			response, body := n.get(o.host(), path)
			if response.StatusCode != status || response.Header.Get("Retry-After") != "17" || response.Header.Get("Www-Authenticate") != "" {
				t.Errorf("%s: %s %v, want %d", path, response.Status, response.Header, status)
			}
			if status == http.StatusTooManyRequests && strings.HasSuffix(path, "v1") {
				continue // an answer to HEAD has no reasons
			}
			if want := `{"errors":[{"code":"SOME_CODE","message":"` + o.host() + `: some reason"}]}`; strings.TrimSpace(body) != want {
				t.Errorf("%s: %s, want %s", path, body, want)
			}
		}
	}
}

// TestWhatARegistrySaysIsCut to what fits into an event, and may be no JSON.
func TestWhatARegistrySaysIsCut(t *testing.T) {
	o := overTLS(t)
	n := newNode(t, t.TempDir(), Config{}, o)
	o.before = answering(http.StatusNotFound, "", "<html>\n\x1b[31m"+strings.Repeat("long ", 10000))
	response, body := n.get(o.host(), "app/blobs/"+digestOf(nil))
	var said struct{ Errors []cause }
	if err := json.Unmarshal([]byte(body), &said); err != nil || len(said.Errors) != 1 || !strings.HasPrefix(said.Errors[0].Message, o.host()+": <html> long long") {
		t.Errorf("%s %q (%v)", response.Status, body, err)
	}
	if len(body) > mostSaid+100 || strings.ContainsAny(body, "\x1b") {
		t.Errorf("%d bytes: %q", len(body), body)
	}
}

// TestRequestsThatAreNone are answered by the cache itself.
func TestRequestsThatAreNone(t *testing.T) {
	n := newNode(t, t.TempDir(), Config{})
	digest := digestOf(nil)
	for request, want := range map[string]string{
		"GET /v2/":                      "200 {}",
		"HEAD /v2/":                     "200 ",
		"GET /v2/app/manifests/v1":      "404 ?ns=<host>",
		"GET /v2/app/blobs/" + digest:   "404 ?ns=<host>",
		"GET /v2/app/manifests/v1?ns=*": "404 NAME_INVALID",
		"GET /v2/app/manifests/v1?ns=user@example.com/x":         "404 NAME_INVALID",
		"GET /v2/a/../../b/manifests/v1?ns=example.com":          "404 NAME_INVALID",
		"GET /v2/App/manifests/v1?ns=example.com":                "404 NAME_INVALID",
		"GET /v2/app/manifests/.v1?ns=example.com":               "404 TAG_INVALID",
		"GET /v2/app/manifests/sha512:abc?ns=example.com":        "404 DIGEST_INVALID",
		"GET /v2/app/blobs/v1?ns=example.com":                    "404 DIGEST_INVALID",
		"GET /v2/app/blobs/sha256:..%2F..%2Fx?ns=example.com":    "404 NAME_INVALID",
		"GET /v2/app/tags/list?ns=example.com":                   "404 UNSUPPORTED",
		"GET /v2/_catalog?ns=example.com":                        "404 UNSUPPORTED",
		"GET /":                                                  "404 UNSUPPORTED",
		"POST /v2/app/blobs/uploads/?ns=example.com":             "405 UNSUPPORTED",
		"DELETE /v2/app/manifests/" + digest + "?ns=example.com": "405 UNSUPPORTED",
	} {
		method, target, _ := strings.Cut(request, " ")
		at, err := url.Parse(n.server.URL + target)
		if err != nil {
			t.Fatal(err)
		}
		response, err := n.server.Client().Do(&http.Request{Method: method, URL: at})
		if err != nil {
			t.Fatal(err)
		}
		body := make([]byte, 4096)
		size, _ := response.Body.Read(body)
		_ = response.Body.Close()
		status, text, _ := strings.Cut(want, " ")
		if fmt.Sprint(response.StatusCode) != status || !strings.Contains(string(body[:size]), text) {
			t.Errorf("%s: %s %s, want %s", request, response.Status, body[:size], want)
		}
	}
}

// TestRegistryOutOfReachIsNamed, and nothing that an address may hold.
func TestRegistryOutOfReachIsNamed(t *testing.T) {
	o := overTLS(t)
	n := newNode(t, t.TempDir(), Config{}) // trusts nobody
	response, body := n.get(o.host(), "app/manifests/v1")
	if response.StatusCode != http.StatusBadGateway || !strings.Contains(body, o.host()) || !strings.Contains(body, "certificate") || !strings.Contains(body, "UNAVAILABLE") {
		t.Errorf("%s %s", response.Status, body)
	}
	hidden := fmt.Errorf("resume: %w", &url.Error{Op: "Get", URL: "https://cdn.example.com/x?signature=s3cret", Err: errors.New("no route\nsecond line")})
	if got := failed("example.com", hidden).Error(); got != "502 Bad Gateway: UNAVAILABLE: cannot download from example.com: no route" {
		t.Error(got)
	}
}

// TestFullDiskIsSaid to the node, which may then go to the registry itself, before anything of the blob.
func TestFullDiskIsSaid(t *testing.T) {
	o, directory := overTLS(t), t.TempDir()
	digest := o.blob("app", some(64))
	n := newNode(t, directory, Config{}, o)
	if free, err := n.cache.free(); err != nil || free < 1<<20 {
		t.Errorf("%d bytes free (%v)", free, err)
	}
	n.cache.free = func() (int64, error) { return 63, nil }
	if response, body := n.get(o.host(), "app/blobs/"+digest); response.StatusCode != http.StatusInsufficientStorage || !strings.Contains(body, "too few") {
		t.Errorf("%s %s", response.Status, body)
	}
	n.emptyOf(directory)
	n.cache.free = func() (int64, error) { return 64, nil }
	n.wants(o.host(), "app/blobs/"+digest, string(some(64)))
	digest = o.blob("app", some(128))
	if err := os.RemoveAll(n.cache.store.path("incoming")); err != nil {
		t.Fatal(err)
	}
	if response, body := n.get(o.host(), "app/blobs/"+digest); response.StatusCode != http.StatusInternalServerError || !strings.Contains(body, "begin a download") {
		t.Errorf("%s %s", response.Status, body)
	}
}
