package imagecache

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"

	"golang.org/x/sync/singleflight"
)

// Cache answers nodes. Make it with New; it is safe for use by many at a time.
type Cache struct {
	ctx       context.Context // of all downloads, for none belongs to one node
	cancel    context.CancelFunc
	log       *slog.Logger
	patience  patience
	upstreams *upstreams
	store     store
	free      func() (int64, error) // of the store
	flights   singleflight.Group    // of manifests

	mu        sync.Mutex
	downloads map[string]*download // of blobs, by digest; whoever renames or removes a file of theirs holds mu
	running   sync.WaitGroup
}

var _ http.Handler = (*Cache)(nil)

// New opens the cache in a directory, which it makes if there is none, and which no other program may use. What was not downloaded to the
// end is removed. The log gets a line for each download and each failure. An error says what is wrong with the configuration or the
// directory.
func New(config Config, directory string, log *slog.Logger) (*Cache, error) {
	if err := config.Check(); err != nil {
		return nil, err
	}
	opened, err := openStore(directory)
	if err != nil {
		return nil, err
	}
	c := &Cache{
		log: log, patience: usual, store: opened, free: opened.free, downloads: map[string]*download{},
		upstreams: &upstreams{config: config, transport: newTransport(config.CertificateAuthorities), sessions: map[session]http.RoundTripper{}},
	}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	return c, nil
}

// Close breaks off all downloads and waits until they have ended.
func (c *Cache) Close() {
	c.mu.Lock() // none begins behind it
	c.cancel()
	c.mu.Unlock()
	c.running.Wait()
}

// ServeHTTP implements http.Handler.
func (c *Cache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := c.answer(w, r); err != nil && r.Context().Err() == nil {
		internal(err).write(w)
	}
}

func (c *Cache) answer(w http.ResponseWriter, r *http.Request) error {
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		return refuse(http.StatusMethodNotAllowed, "UNSUPPORTED", "this is a cache of images; it can be read only")
	case r.URL.Path == "/v2/" || r.URL.Path == "/v2":
		w.Header().Set("Docker-Distribution-API-Version", "registry/2.0")
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "{}\n") // a node that is gone
		return nil
	}
	i, err := readImage(r)
	if err != nil {
		return err
	}
	if i.kind == manifests {
		return c.serveManifest(w, r, i)
	}
	return c.serveBlob(w, r, i)
}
