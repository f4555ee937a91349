package imagearchive

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// hub is a registry on loopback that misbehaves as a test wants it to.
type hub struct {
	host string
	// first is asked first, and reports whether it has answered.
	first func(w http.ResponseWriter, r *http.Request) bool

	mu    sync.Mutex
	blobs map[string]int // how often each was asked for
}

func newHub(t *testing.T) *hub {
	t.Helper()
	h := &hub{blobs: map[string]int{}}
	real := registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.count(r)
		if h.first == nil || !h.first(w, r) {
			real.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	h.host = strings.TrimPrefix(server.URL, "http://")
	return h
}

func isBlob(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/blobs/")
}

func (h *hub) count(r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if isBlob(r) {
		h.blobs[r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]]++
	}
}

func (h *hub) requests() (all int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, n := range h.blobs {
		all += n
	}
	clear(h.blobs)
	return all
}

// push makes an image on top of another one, for two processors.
func (h *hub) push(t *testing.T, called string, on v1.Image) (Wanted, v1.Image) {
	t.Helper()
	layer, err := random.Layer(64<<10, "application/vnd.docker.image.rootfs.diff.tar.gzip")
	if err != nil {
		t.Fatal(err)
	}
	made, err := mutate.AppendLayers(on, layer)
	if err != nil {
		t.Fatal(err)
	}
	other, err := random.Image(64, 1)
	if err != nil {
		t.Fatal(err)
	}
	both := mutate.AppendManifests(mutate.IndexMediaType(emptyIndex(t), "application/vnd.oci.image.index.v1+json"),
		mutate.IndexAddendum{Add: other, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "linux", Architecture: "arm64"}}},
		mutate.IndexAddendum{Add: made, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "linux", Architecture: "amd64"}}})
	whole := h.host + "/" + called
	at, err := name.ParseReference(whole)
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.WriteIndex(at, both); err != nil {
		t.Fatal(err)
	}
	h.requests()
	return Wanted{whole, "Deployment web/" + called}, made
}

func emptyIndex(t *testing.T) v1.ImageIndex {
	t.Helper()
	index, err := random.Index(1, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return index
}

func base(t *testing.T) v1.Image {
	t.Helper()
	image, err := random.Image(32<<10, 2)
	if err != nil {
		t.Fatal(err)
	}
	return image
}

// options note how long is waited, and wait for nothing.
func options(waits *[]time.Duration) Options {
	return Options{Platform: "linux/amd64", pause: func(_ context.Context, d time.Duration) error {
		*waits = append(*waits, d)
		return nil
	}}
}

func archived(t *testing.T, path string) map[string]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	all := map[string]string{}
	for from := tar.NewReader(file); ; {
		header, err := from.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(from)
		if _, twice := all[header.Name]; twice || err != nil {
			t.Fatalf("%s is there twice (%v)", header.Name, err)
		}
		all[header.Name] = string(content)
	}
}

// TestWrite: two images with layers in common are in the archive as a layout and as docker load reads them, each blob once.
func TestWrite(t *testing.T) {
	h, on, waits := newHub(t), base(t), []time.Duration(nil)
	one, first := h.push(t, "one:1", on)
	two, _ := h.push(t, "two:2", on)
	path := filepath.Join(t.TempDir(), "images.tar")
	o := options(&waits)
	var said []string
	o.Report = func(text string) { said = append(said, text) }
	size, err := Write(t.Context(), path, []Wanted{one, two}, o)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != size {
		t.Errorf("%d bytes are told: %v, %v", size, info, err)
	}
	files := archived(t, path)
	const parts = 2 + 2 + 2 + 2 // manifests, configurations, layers in common, and of each its own
	if len(files) != parts+len([]string{"oci-layout", "index.json", "manifest.json"}) {
		t.Errorf("%d files", len(files))
	}
	var index v1.IndexManifest
	if err := json.Unmarshal([]byte(files["index.json"]), &index); err != nil || len(index.Manifests) != 2 || index.Manifests[0].Annotations["io.containerd.image.name"] != one.Image {
		t.Errorf("%s, %v", files["index.json"], err)
	}
	tag, err := name.NewTag(one.Image)
	if err != nil {
		t.Fatal(err)
	}
	there, err := tarball.ImageFromPath(path, &tag)
	if err != nil {
		t.Fatal(err)
	}
	wanted, _ := first.ConfigName()
	if got, err := there.ConfigName(); err != nil || got != wanted {
		t.Errorf("docker load gets %s, want %s (%v)", got, wanted, err)
	}
	if text := strings.Join(said, "\n"); !strings.Contains(text, "asking for image 2 of 2: "+two.Image) || !strings.Contains(text, "downloading: ") {
		t.Errorf("said:\n%s", text)
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	again, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Write(t.Context(), path, []Wanted{one, two}, options(&waits)); err != nil {
		t.Fatal(err)
	}
	if same, _ := os.ReadFile(path); string(same) != string(again) {
		t.Error("the same images make another archive")
	}
}

// broken answers with half of a blob.
func broken(w http.ResponseWriter) {
	w.Header().Set("Content-Length", "1000")
	_, _ = w.Write([]byte("half"))
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

// TestBrokenDownload begins again, and what is there is not asked for twice: neither in this run nor in the next.
func TestBrokenDownload(t *testing.T) {
	h, waits := newHub(t), []time.Duration(nil)
	one, image := h.push(t, "one:1", base(t))
	layers, err := image.Layers()
	if err != nil {
		t.Fatal(err)
	}
	digest, err := layers[2].Digest()
	if err != nil {
		t.Fatal(err)
	}
	left := mostTries
	h.first = func(w http.ResponseWriter, r *http.Request) bool {
		if isBlob(r) && strings.HasSuffix(r.URL.Path, digest.String()) && left > 0 {
			left--
			broken(w)
		}
		return false
	}
	path := filepath.Join(t.TempDir(), "images.tar")
	_, err = Write(t.Context(), path, []Wanted{one}, options(&waits))
	if fault.Of(err) != fault.ImageDownload || !strings.Contains(err.Error(), digest.String()) || !strings.Contains(err.Error(), path+".part") {
		t.Fatalf("got %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("half an archive is there")
	}
	left = 1
	h.requests()
	if _, err := Write(t.Context(), path, []Wanted{one}, options(&waits)); err != nil {
		t.Fatal(err)
	}
	if h.blobs[digest.String()] != 2 { // broken once more, and whole
		t.Errorf("asked %d times for what was missing", h.blobs[digest.String()])
	}
	if n := h.requests(); n > 3 {
		t.Errorf("%d blobs were asked for: more than what was missing, and the configuration", n)
	}
	if len(waits) != mostTries {
		t.Errorf("waited %v", waits)
	}
}

// TestDamagedBlob: a blob that was kept and is not what it should be is downloaded again.
func TestDamagedBlob(t *testing.T) {
	h, waits := newHub(t), []time.Duration(nil)
	one, image := h.push(t, "one:1", base(t))
	digest, err := image.Digest()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "images.tar")
	if err := os.MkdirAll(path+".part", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(path+".part", digest.Hex), []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(t.Context(), path, []Wanted{one}, options(&waits)); err != nil {
		t.Fatal(err)
	}
	if archived(t, path)["blobs/sha256/"+digest.Hex] == "damaged" {
		t.Error("it was taken")
	}
}

// TestStalledDownload is given up when nothing comes any more, and begun again.
func TestStalledDownload(t *testing.T) {
	h, waits := newHub(t), []time.Duration(nil)
	one, _ := h.push(t, "one:1", base(t))
	var once sync.Once
	h.first = func(w http.ResponseWriter, r *http.Request) (stalled bool) {
		if isBlob(r) && !strings.HasSuffix(r.URL.Path, "config") {
			once.Do(func() {
				stalled = true
				w.Header().Set("Content-Length", "1000")
				w.(http.Flusher).Flush()
				<-r.Context().Done()
			})
		}
		return stalled
	}
	o := options(&waits)
	o.stall = 1500 * time.Millisecond
	if _, err := Write(t.Context(), filepath.Join(t.TempDir(), "images.tar"), []Wanted{one}, o); err != nil {
		t.Fatal(err)
	}
}

// TestTooManyRequests waits as long as the registry says.
func TestTooManyRequests(t *testing.T) {
	h, waits := newHub(t), []time.Duration(nil)
	one, _ := h.push(t, "one:1", base(t))
	left := 2
	h.first = func(w http.ResponseWriter, r *http.Request) bool {
		if left == 0 || !strings.Contains(r.URL.Path, "/manifests/") {
			return false
		}
		left--
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTooManyRequests)
		return true
	}
	path := filepath.Join(t.TempDir(), "images.tar")
	if _, err := Write(t.Context(), path, []Wanted{one}, options(&waits)); err != nil {
		t.Fatal(err)
	}
	if len(waits) != 2 || waits[0] != 7*time.Second {
		t.Errorf("waited %v", waits)
	}
	left = mostAgain + 2
	if _, err := Write(t.Context(), path, []Wanted{one}, options(&waits)); fault.Of(err) != fault.ImageDownload || !strings.Contains(err.Error(), "wants no more requests") {
		t.Errorf("got %v", err)
	}
}

// TestMissing tells of all images that are not there, with who asks for them, before anything is downloaded.
func TestMissing(t *testing.T) {
	h, waits := newHub(t), []time.Duration(nil)
	one, _ := h.push(t, "one:1", base(t))
	path := filepath.Join(t.TempDir(), "images.tar")
	_, err := Write(t.Context(), path, []Wanted{{h.host + "/one:2", "release front"}, one, {h.host + "/two:1", "nodes"}}, options(&waits))
	for _, want := range []string{h.host + "/one:2, for which release front asks", h.host + "/two:1, for which nodes asks", "has no such image"} {
		if fault.Of(err) != fault.ImageDownload || !strings.Contains(err.Error(), want) {
			t.Errorf("the error has no %q: %v", want, err)
		}
	}
	if _, err := os.Stat(path + ".part"); err == nil || h.requests() > 0 {
		t.Error("something was downloaded")
	}
	o := options(&waits)
	o.Platform = "linux/s390x"
	if _, err := Write(t.Context(), path, []Wanted{one}, o); err == nil || !strings.Contains(err.Error(), "for linux/s390x") {
		t.Errorf("got %v", err)
	}
	o.Platform = "linux"
	if _, err := Write(t.Context(), path, []Wanted{one}, o); fault.Of(err) != fault.WrongFlag {
		t.Errorf("got %v", err)
	}
}

// TestLogin: a login is shown only when that was asked for, and a wrong one is told apart from none.
func TestLogin(t *testing.T) {
	h, waits := newHub(t), []time.Duration(nil)
	one, _ := h.push(t, "one:1", base(t))
	h.first = func(w http.ResponseWriter, r *http.Request) bool {
		if _, password, _ := r.BasicAuth(); password == "right" {
			return false
		}
		w.Header().Set("WWW-Authenticate", "Basic realm=hub")
		w.WriteHeader(http.StatusUnauthorized)
		return true
	}
	config := t.TempDir()
	t.Setenv("DOCKER_CONFIG", config)
	path := filepath.Join(t.TempDir(), "images.tar")
	for _, c := range []struct {
		password string
		logins   bool
		want     string
	}{{"right", false, "add --docker-login"}, {"wrong", true, "is not taken"}, {"right", true, ""}} {
		file, err := json.Marshal(map[string]any{"auths": map[string]any{h.host: map[string]string{"username": "me", "password": c.password}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(config, "config.json"), file, 0o600); err != nil {
			t.Fatal(err)
		}
		o := options(&waits)
		o.Logins = c.logins
		_, err = Write(t.Context(), path, []Wanted{one}, o)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s, asked for %t: %v, want %q", c.password, c.logins, err, c.want)
		}
	}
}

// TestLoginOfTheLab is shown to its registry without being asked for, and to no other.
func TestLoginOfTheLab(t *testing.T) {
	h, waits := newHub(t), []time.Duration(nil)
	one, _ := h.push(t, "one:1", base(t))
	shown := ""
	h.first = func(w http.ResponseWriter, r *http.Request) bool {
		if username, _, is := r.BasicAuth(); is {
			shown = username
			return false
		}
		w.Header().Set("WWW-Authenticate", "Basic realm=hub")
		w.WriteHeader(http.StatusUnauthorized)
		return true
	}
	path := filepath.Join(t.TempDir(), "images.tar")
	for host, want := range map[string]string{h.host: "lab", "registry.example.com": ""} {
		shown = ""
		o := options(&waits)
		o.Registries = []spec.Registry{{Host: host, Username: "lab", Password: "right"}}
		if _, err := Write(t.Context(), path, []Wanted{one}, o); (err == nil) != (want != "") || shown != want {
			t.Errorf("%s: %v, and the registry has seen %q", host, err, shown)
		}
	}
}

// TestFrom downloads from a copy, and keeps the name.
func TestFrom(t *testing.T) {
	h, waits := newHub(t), []time.Duration(nil)
	h.push(t, "hub/library/one:1", base(t))
	o := options(&waits)
	o.From = []string{"docker.io=nowhere.invalid", "docker.io/library=" + h.host + "/hub/library", "docker.io/lib=nowhere.invalid"}
	path := filepath.Join(t.TempDir(), "images.tar")
	if _, err := Write(t.Context(), path, []Wanted{{"docker.io/library/one:1", "nodes"}}, o); err != nil {
		t.Fatal(err)
	}
	if text := archived(t, path)["manifest.json"]; !strings.Contains(text, `"RepoTags":["docker.io/library/one:1"]`) {
		t.Error(text)
	}
	o.From = []string{"docker.io"}
	if _, err := Write(t.Context(), path, nil, o); fault.Of(err) != fault.WrongFlag {
		t.Errorf("got %v", err)
	}
}

func TestInterrupt(t *testing.T) {
	h, waits := newHub(t), []time.Duration(nil)
	one, _ := h.push(t, "one:1", base(t))
	ctx, stop := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	h.first = func(_ http.ResponseWriter, r *http.Request) bool {
		if isBlob(r) {
			stop(enough)
			<-r.Context().Done()
		}
		return false
	}
	if _, err := Write(ctx, filepath.Join(t.TempDir(), "images.tar"), []Wanted{one}, options(&waits)); !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
}

func TestRetryAfter(t *testing.T) {
	for header, want := range map[string]time.Duration{"": 4 * time.Second, "30": 30 * time.Second, "soon": 4 * time.Second, "Mon, 02 Jan 2006 15:04:05 GMT": 0} {
		if got := retryAfter(header, 2); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

func TestTags(t *testing.T) {
	digest := "@sha256:" + strings.Repeat("0", 64)
	for name, want := range map[string]string{"a.b:5000/c": "", "a.b:5000/c:1": "a.b:5000/c:1", "a/b:1" + digest: "a/b:1", "a/b" + digest: ""} {
		if got := strings.Join(tagsOf(name), " "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
