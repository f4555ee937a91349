package imagecache

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

// TestLoginByBasic, and without it the registry's refusal.
func TestLoginByBasic(t *testing.T) {
	o := overTLS(t)
	digest := o.blob("app", some(64))
	o.before = func(w http.ResponseWriter, r *http.Request) bool {
		if user, password, _ := r.BasicAuth(); user == "u" && password == "s3cret" {
			return false
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="test"`)
		w.WriteHeader(http.StatusUnauthorized)
		return true
	}
	n := newNode(t, t.TempDir(), Config{Registries: []Registry{{Host: o.host(), Username: "u", Password: "s3cret"}}}, o)
	n.wants(o.host(), "app/blobs/"+digest, string(some(64)))
	for _, config := range []Config{{}, {Registries: []Registry{{Host: o.host(), Username: "u", Password: "wr0ng"}}}} {
		n = newNode(t, t.TempDir(), config, o)
		response, body := n.get(o.host(), "app/blobs/"+digest)
		if response.StatusCode != http.StatusUnauthorized || response.Header.Get("Www-Authenticate") != "" || !strings.Contains(body, "UNAUTHORIZED") {
			t.Errorf("%s %v %s", response.Status, response.Header, body)
		}
		if strings.Contains(n.log.String()+body, "wr0ng") {
			t.Errorf("a password is told: %s %s", n.log, body)
		}
	}
}

// TestLoginIsTriedAnew when a registry refuses what was enough for it before.
func TestLoginIsTriedAnew(t *testing.T) {
	o := overTLS(t)
	o.manifest("app", "v1", `{"first":1}`)
	var wantsToken atomic.Bool
	o.before = func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case r.URL.Path == "/token":
			_, _ = w.Write([]byte(`{"token":"t0ken"}`))
		case wantsToken.Load() && r.Header.Get("Authorization") != "Bearer t0ken":
			w.Header().Set("WWW-Authenticate", `Bearer realm="https://`+o.host()+`/token"`)
			w.WriteHeader(http.StatusUnauthorized)
		default:
			return false
		}
		return true
	}
	n := newNode(t, t.TempDir(), Config{}, o)
	n.wants(o.host(), "app/manifests/v1", `{"first":1}`)
	wantsToken.Store(true)
	_, _ = n.get(o.host(), "app/manifests/v1")
	n.wants(o.host(), "app/manifests/v1", `{"first":1}`)
}

// TestLoginByToken: each repository has a token of its own, and one that has run out is got anew. Blobs may lie elsewhere, and no token
// goes there.
func TestLoginByToken(t *testing.T) {
	elsewhere, o := overTLS(t), overTLS(t)
	var tokens, good atomic.Int64
	content := some(64)
	elsewhere.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Header.Get("Authorization") != "" {
			t.Error("a token goes to where the blob lies")
		}
		_, _ = w.Write(content)
		return true
	}
	digest := o.blob("team/app", content)
	o.before = func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case r.URL.Path == "/token":
			user, password, _ := r.BasicAuth()
			if user != "u" || password != "s3cret" || r.URL.Query().Get("scope") != "repository:team/app:pull" || r.URL.Query().Get("service") != "test" {
				w.WriteHeader(http.StatusForbidden)
				_, _ = w.Write([]byte(`{"details":"incorrect username or password"}`))
				return true
			}
			_ = json.NewEncoder(w).Encode(map[string]string{"token": "t0ken-" + string(rune('a'+tokens.Add(1)))})
		case r.Header.Get("Authorization") != "Bearer t0ken-"+string(rune('a'+good.Load())):
			w.Header().Set("WWW-Authenticate", `Bearer realm="https://`+o.host()+`/token",service="test"`)
			w.WriteHeader(http.StatusUnauthorized)
		case strings.Contains(r.URL.Path, "/blobs/"):
			http.Redirect(w, r, elsewhere.server.URL+"/there?signature=x", http.StatusTemporaryRedirect)
		default:
			return false
		}
		return true
	}
	o.manifest("team/app", "v1", `{"first":1}`)
	config := Config{Registries: []Registry{{Host: o.host(), Username: "u", Password: "s3cret"}}}
	n := newNode(t, t.TempDir(), config, o, elsewhere)
	good.Store(1)
	n.wants(o.host(), "team/app/manifests/v1", `{"first":1}`)
	if got := tokens.Load(); got != 1 {
		t.Errorf("%d tokens for one repository", got)
	}
	good.Store(2)
	n.wants(o.host(), "team/app/blobs/"+digest, string(content))
	if got := tokens.Load(); got != 2 {
		t.Errorf("%d tokens, want one more for the one that ran out", got)
	}
	config.Registries[0].Password = "wr0ng"
	n = newNode(t, t.TempDir(), config, o, elsewhere)
	response, body := n.get(o.host(), "team/app/manifests/v1")
	if response.StatusCode != http.StatusForbidden || !strings.Contains(body, "incorrect username or password") {
		t.Errorf("%s %s", response.Status, body)
	}
	if said := n.log.String() + body; strings.Contains(said, "wr0ng") || strings.Contains(said, "t0ken") {
		t.Errorf("a secret is told: %s", said)
	}
}
