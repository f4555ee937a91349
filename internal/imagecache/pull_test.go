package imagecache

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// naming adds to each request which registry is meant, as containerd does.
type naming string

// RoundTrip implements http.RoundTripper.
func (n naming) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.RawQuery = url.Values{"ns": {string(n)}}.Encode()
	return http.DefaultTransport.RoundTrip(r)
}

// TestPull of a whole image for two platforms, from a registry that others have written, with it and without.
func TestPull(t *testing.T) {
	upstream := httptest.NewTLSServer(registry.New())
	defer upstream.Close()
	index, err := random.Index(10000, 3, 2)
	if err != nil {
		t.Fatal(err)
	}
	host := upstream.Listener.Addr().String()
	at, err := name.ParseReference(host + "/team/app:v1")
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.WriteIndex(at, index, remote.WithTransport(upstream.Client().Transport)); err != nil {
		t.Fatal(err)
	}
	n := newNode(t, t.TempDir(), Config{}, &origin{server: upstream})
	mirror, err := name.ParseReference(n.server.Listener.Addr().String() + "/team/app:v1")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		pulled, err := remote.Index(mirror, remote.WithTransport(naming(host)))
		if err != nil {
			t.Fatal(err)
		}
		if err := validate.Index(pulled); err != nil {
			t.Error(err)
		}
		upstream.Close()
	}
}
