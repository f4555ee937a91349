package imagecache

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestMirrorsAreAskedFirst in their order, and the registry itself last.
func TestMirrorsAreAskedFirst(t *testing.T) {
	one, two, o := overHTTP(t), overTLS(t), overTLS(t)
	n := newNode(t, t.TempDir(), Config{Registries: []Registry{{Host: o.host(), Mirrors: []string{one.server.URL, two.server.URL + "/v2/"}}}}, one, two, o)
	digests := map[*origin]string{}
	for i, at := range []*origin{one, two, o} {
		digests[at] = at.blob("app", some(16*(i+1)))
		at.manifest("app", fmt.Sprintf("v%d", i), fmt.Sprintf(`{"from":%d}`, i))
	}
	for i, at := range []*origin{one, two, o} {
		n.wants(o.host(), "app/blobs/"+digests[at], string(some(16*(i+1))))
		n.wants(o.host(), fmt.Sprintf("app/manifests/v%d", i), fmt.Sprintf(`{"from":%d}`, i))
	}
	for at, want := range map[*origin]int{one: 3, two: 2, o: 1} {
		if got := at.asked("GET /v2/app/blobs/"); got != want {
			t.Errorf("asked %d times for blobs, want %d", got, want)
		}
	}
	response, body := n.get(o.host(), "app/manifests/none")
	if response.StatusCode != http.StatusNotFound || !strings.Contains(body, o.host()) {
		t.Errorf("%s %s, want what the last one says", response.Status, body)
	}
	one.server.Close()
	two.before = answering(http.StatusInternalServerError, "", "")
	o.manifest("app", "last", `{}`)
	n.wants(o.host(), "app/manifests/last", `{}`)
}

// TestMirrorThatSendsAWrongManifestIsPassedOver.
func TestMirrorThatSendsAWrongManifestIsPassedOver(t *testing.T) {
	mirror, o := overTLS(t), overTLS(t)
	digest := o.manifest("app", "v1", `{"right":1}`)
	mirror.put("app/manifests/"+digest, []byte(`{"wrong":1}`))
	n := newNode(t, t.TempDir(), Config{Registries: []Registry{{Host: o.host(), Mirrors: []string{mirror.server.URL}}}}, mirror, o)
	n.wants(o.host(), "app/manifests/"+digest, `{"right":1}`)
}

// TestMirrorWithAPath has images below it as it is; what is at /v2/ there is another service, and the mirror asks for its login itself.
func TestMirrorWithAPath(t *testing.T) {
	for _, path := range []string{"/hub", "/v2/hub/", "/api/hub/v2"} {
		mirror := overTLS(t)
		below := strings.TrimSuffix(path, "/")
		basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("u:s3cret"))
		content := `{"of":"hub"}`
		mirror.before = func(w http.ResponseWriter, r *http.Request) bool {
			switch {
			case r.URL.Path != below+"/library/app/manifests/v1" && r.URL.Path != below+"/library/app/manifests/"+digestOf([]byte(content)):
				w.WriteHeader(http.StatusTeapot)
			case r.Header.Get("Authorization") != basic:
				w.Header().Set("WWW-Authenticate", `Basic realm="mirror"`)
				w.WriteHeader(http.StatusUnauthorized)
			default:
				w.Header().Set("Content-Type", mediaType)
				w.Header().Set("Docker-Content-Digest", digestOf([]byte(content)))
				_, _ = w.Write([]byte(content))
			}
			return true
		}
		n := newNode(t, t.TempDir(), Config{Registries: []Registry{
			{Host: AnyHost, Mirrors: []string{mirror.server.URL + path}}, {Host: mirror.host(), Username: "u", Password: "s3cret"},
		}}, mirror)
		n.wants("registry.example.com", "library/app/manifests/v1", content)
		n.wants("docker.io", "library/app/manifests/v1", content)
	}
}

// TestMirrorOfManyRegistries is told which one is meant: another cache of this sort, which trusts the registry.
func TestMirrorOfManyRegistries(t *testing.T) {
	o := overTLS(t)
	digest := o.blob("app", some(64))
	o.manifest("app", "v1", `{"first":1}`)
	behind := newNode(t, t.TempDir(), Config{}, o)
	n := newNode(t, t.TempDir(), Config{Registries: []Registry{{Host: AnyHost, Mirrors: []string{behind.server.URL}}}})
	n.wants(o.host(), "app/manifests/v1", `{"first":1}`)
	n.wants(o.host(), "app/blobs/"+digest, string(some(64)))
}

// TestOrderOfUpstreams, for names that no test can reach.
func TestOrderOfUpstreams(t *testing.T) {
	u := &upstreams{config: Config{Registries: []Registry{
		{Host: AnyHost, Mirrors: []string{"https://all.example.com/"}}, {Host: "docker.io", Mirrors: []string{"http://hub.example.com:5000/path/"}},
		{Host: "ghcr.io", Username: "u", Password: "p"},
	}}}
	for host, want := range map[string]string{
		"docker.io": "http://hub.example.com:5000/path/a/manifests/b?ns=docker.io https://index.docker.io/v2/a/manifests/b",
		"quay.io":   "https://all.example.com/v2/a/manifests/b?ns=quay.io https://quay.io/v2/a/manifests/b",
		"ghcr.io":   "https://ghcr.io/v2/a/manifests/b",
	} {
		var got []string
		for _, s := range u.of(host) {
			got = append(got, s.address(image{host: host, name: "a", kind: manifests, tag: "b"}))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", host, got, want)
		}
	}
	for path, want := range map[string]string{"": "repository:a/b:pull", "/v2/hub": "repository:hub/a/b:pull", "/hub": "repository:a/b:pull"} {
		if got := u.named("https", "example.com", path).scope(image{name: "a/b"}); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
