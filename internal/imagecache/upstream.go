package imagecache

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
)

// upstream is one place where images of a registry may be: a mirror, or the registry itself.
type upstream struct {
	registry name.Registry
	scheme   string // https or http
	base     string // of addresses: /v2, or a mirror's own path
	login    authn.Authenticator
	of       string // the registry that it is a mirror of, or none
}

// upstreams knows where to ask for images, and keeps the sessions there.
type upstreams struct {
	config    Config
	transport http.RoundTripper
	mu        sync.Mutex
	sessions  map[session]http.RoundTripper
}

// session is what a login is good for: the images of one repository.
type session struct{ address, of, name string }

// of lists where a registry's images may be, in the order in which they are asked.
func (u *upstreams) of(host string) []upstream {
	entry := u.entry(host)
	if entry.Host == "" {
		entry = u.entry(AnyHost)
	}
	var all []upstream
	for _, mirror := range entry.Mirrors {
		if at, err := url.Parse(mirror); err == nil {
			mirror := u.named(at.Scheme, at.Host, at.Path)
			mirror.of = host
			all = append(all, mirror)
		}
	}
	return append(all, u.named("https", host, ""))
}

func (u *upstreams) named(scheme, host, path string) upstream {
	registry, _ := name.NewRegistry(host) // Check has proven it, or readImage
	if scheme == "http" {
		registry, _ = name.NewRegistry(host, name.Insecure)
	}
	base := strings.TrimSuffix(path, "/")
	if base == "" {
		base = "/v2"
	}
	return upstream{registry: registry, scheme: scheme, base: base, login: u.login(host)}
}

func (u *upstreams) entry(host string) Registry {
	for _, r := range u.config.Registries {
		if canonical(r.Host) == canonical(host) {
			return r
		}
	}
	return Registry{}
}

func (u *upstreams) login(host string) authn.Authenticator {
	if r := u.entry(host); r.Username != "" {
		return authn.FromConfig(authn.AuthConfig{Username: r.Username, Password: r.Password})
	}
	return authn.Anonymous
}

// host is how messages name it.
func (s upstream) host() string { return s.registry.RegistryStr() }

func (s upstream) session(i image) session {
	return session{s.scheme + "://" + s.host() + s.base, s.of, i.name}
}

func (s upstream) address(i image) string {
	at := url.URL{Scheme: s.scheme, Host: s.host(), Path: s.path(i), RawQuery: s.query()}
	return at.String()
}

// query tells a mirror of many registries which one is meant, as containerd does.
func (s upstream) query() string {
	if s.of == "" {
		return ""
	}
	return url.Values{"ns": {s.of}}.Encode()
}

func (s upstream) path(i image) string {
	return s.base + "/" + i.name + "/" + i.kind + "/" + i.reference()
}

// scope is what a token is asked for. A mirror below /v2 counts its path to the name.
func (s upstream) scope(i image) string {
	below, _ := strings.CutPrefix(s.base+"/", "/v2/")
	if below == s.base+"/" {
		below = ""
	}
	return s.registry.Repo(below + i.name).Scope(transport.PullScope)
}

// client logs in where that was not done before.
func (u *upstreams) client(ctx context.Context, s upstream, i image) (*http.Client, error) {
	key := s.session(i)
	u.mu.Lock()
	open := u.sessions[key]
	u.mu.Unlock()
	if open == nil {
		var err error
		within := transport.NewUserAgent(reach{u.transport, s, s.path(i)}, "kaaslab-container")
		if open, err = transport.NewWithContext(ctx, s.registry, s.login, within, []string{s.scope(i)}); err != nil {
			return nil, err
		}
		u.mu.Lock()
		u.sessions[key] = open
		u.mu.Unlock()
	}
	return &http.Client{Transport: open}, nil
}

// forget lets the next request log in anew: what is refused may need another login than a while ago.
func (u *upstreams) forget(s upstream, i image) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.sessions, s.session(i))
}

// reach is the way to one upstream. The library that logs in tries both https and http at some addresses, and always asks for /v2/; the
// configuration knows better.
type reach struct {
	within http.RoundTripper
	to     upstream
	path   string // of the image that the session begins with
}

// RoundTrip implements http.RoundTripper.
func (r reach) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Host != r.to.host() {
		return r.within.RoundTrip(request)
	}
	request = request.Clone(request.Context())
	request.URL.Scheme = r.to.scheme
	if request.URL.Path == "/v2/" && r.to.base != "/v2" {
		return r.challenge(request)
	}
	return r.within.RoundTrip(request)
}

// challenge learns how to log in from the image itself, as containerd does: what is at /v2/ of a mirror with a path may be another service.
func (r reach) challenge(request *http.Request) (*http.Response, error) {
	request.Method, request.URL.Path, request.URL.RawQuery = http.MethodHead, r.path, r.to.query()
	response, err := r.within.RoundTrip(request)
	if err == nil && response.StatusCode != http.StatusUnauthorized {
		response.StatusCode = http.StatusOK // no login is needed to hear whatever it says
	}
	return response, err
}
