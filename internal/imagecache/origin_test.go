package imagecache

import (
	"bytes"
	"encoding/pem"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

const mediaType = "application/vnd.oci.image.manifest.v1+json"

// origin is a registry on the internet of a test.
type origin struct {
	server *httptest.Server
	// before may answer a request instead of the registry.
	before func(w http.ResponseWriter, r *http.Request) bool

	mu       sync.Mutex
	content  map[string][]byte // by path below /v2/
	requests []string
}

func newOrigin(t *testing.T, serve func(http.Handler) *httptest.Server) *origin {
	t.Helper()
	o := &origin{content: map[string][]byte{}}
	o.server = serve(o)
	t.Cleanup(o.server.Close)
	return o
}

func overTLS(t *testing.T) *origin  { t.Helper(); return newOrigin(t, httptest.NewTLSServer) }
func overHTTP(t *testing.T) *origin { t.Helper(); return newOrigin(t, httptest.NewServer) }

func (o *origin) host() string { return o.server.Listener.Addr().String() }

func (o *origin) blob(name string, content []byte) (digest string) {
	digest = digestOf(content)
	o.put(name+"/blobs/"+digest, content)
	return digest
}

func (o *origin) manifest(name, tag, content string) (digest string) {
	digest = digestOf([]byte(content))
	o.put(name+"/manifests/"+digest, []byte(content))
	o.put(name+"/manifests/"+tag, []byte(content))
	return digest
}

func (o *origin) put(path string, content []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.content[path] = content
}

// asked counts requests that begin like this: "GET /v2/library/busybox/blobs/".
func (o *origin) asked(prefix string) (n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, r := range o.requests {
		if strings.HasPrefix(r, prefix) {
			n++
		}
	}
	return n
}

func (o *origin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/v2/")
	o.mu.Lock()
	o.requests = append(o.requests, r.Method+" "+r.URL.Path)
	content, found := o.content[path]
	o.mu.Unlock()
	switch {
	case o.before != nil && o.before(w, r) || path == "":
	case !found:
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"errors":[{"code":"MANIFEST_UNKNOWN","message":"there is no `+path+`"}]}`)
	default:
		w.Header().Set("Content-Type", "application/octet-stream")
		if strings.Contains(path, "/manifests/") {
			w.Header().Set("Content-Type", mediaType)
			w.Header().Set("Docker-Content-Digest", digestOf(content))
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	}
}

// node is one of the lab, and the cache that it asks.
type node struct {
	t      *testing.T
	cache  *Cache
	server *httptest.Server
	log    *record
}

// record is a log that can be read meanwhile.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// newNode has a cache that trusts these registries.
func newNode(t *testing.T, directory string, config Config, origins ...*origin) *node {
	t.Helper()
	for _, o := range origins {
		if at := o.server.Certificate(); at != nil {
			text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: at.Raw})
			config.CertificateAuthorities = append(config.CertificateAuthorities, string(text))
		}
	}
	n := &node{t: t, log: &record{}}
	var err error
	if n.cache, err = New(config, directory, slog.New(slog.NewTextHandler(n.log, nil))); err != nil {
		t.Fatal(err)
	}
	n.cache.patience.pauses = make([]time.Duration, 5)
	n.server = httptest.NewServer(n.cache)
	t.Cleanup(n.stop)
	return n
}

func (n *node) stop() {
	n.server.CloseClientConnections()
	n.server.Close()
	n.cache.Close()
}

// send asks the cache. The caller closes the body.
func (n *node) send(method, host, path string, header ...string) *http.Response {
	n.t.Helper()
	request, err := http.NewRequestWithContext(n.t.Context(), method, n.server.URL+"/v2/"+path+"?ns="+host, nil)
	if err != nil {
		n.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := n.server.Client().Do(request)
	if err != nil {
		n.t.Fatal(err)
	}
	return response
}

// heard is an answer without its body.
type heard struct {
	Status        string
	StatusCode    int
	Header        http.Header
	ContentLength int64
}

// get returns the whole answer.
func (n *node) get(host, path string, header ...string) (heard, string) {
	n.t.Helper()
	response := n.send(http.MethodGet, host, path, header...)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		n.t.Fatal(err)
	}
	return heard{response.Status, response.StatusCode, response.Header, response.ContentLength}, string(body)
}

// wants gets what is to be there.
func (n *node) wants(host, path, want string) {
	n.t.Helper()
	if response, body := n.get(host, path); response.StatusCode != http.StatusOK || body != want {
		n.t.Fatalf("%s: %s, %d bytes %.200q, want %d bytes\n%s", path, response.Status, len(body), body, len(want), n.log)
	}
}

func some(size int) []byte { return bytes.Repeat([]byte("0123456789abcdef"), size/16) }
