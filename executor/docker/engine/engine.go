package engine

import (
	"context"
	"net/http"
	"path/filepath"
	"sync"

	"github.com/docker/cli/cli/connhelper"
	"github.com/docker/docker/client"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/spec"
)

// Engine is one Docker daemon. Nothing is asked of it before it is needed, so that commands and labs that do without
// Docker never notice that there is none.
type Engine struct {
	resolve func() (Endpoint, error)
	dir     *statedir.Dir // of the lab that is on it, or nil
	premise Premise       // or nil
	logins  []spec.Registry

	mu       sync.Mutex
	endpoint Endpoint
	api      API
}

// New returns the daemon that the user's environment names.
func New() *Engine { return &Engine{resolve: Resolve} }

// At returns the daemon at an address.
func At(host string) *Engine {
	return &Engine{resolve: func() (Endpoint, error) { return Endpoint{Host: host}, nil }}
}

// Of returns a daemon that is reached through an API and said to be at an address, for tests.
func Of(api API, host string) *Engine { return &Engine{api: api, endpoint: Endpoint{Host: host}} }

// API returns a client of the daemon. The first time, it checks that the daemon is there and will do; one that will not
// is an *executor.Unprepared.
func (e *Engine) API(ctx context.Context) (API, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.api != nil {
		return e.api, nil
	}
	endpoint, api, err := e.reach(ctx)
	switch {
	case ctx.Err() != nil:
		return nil, err
	case err != nil:
		return nil, &executor.Unprepared{Err: err}
	}
	e.endpoint, e.api = endpoint, api
	return api, nil
}

func (e *Engine) reach(ctx context.Context) (Endpoint, API, error) {
	endpoint, err := e.resolve()
	if err != nil {
		return endpoint, nil, fault.Errorf(fault.DockerContext, "find the Docker daemon: %w", err)
	}
	daemon, err := dial(endpoint)
	if err != nil {
		return endpoint, nil, fault.Errorf(fault.NoDocker, "docker daemon at %s: %w; correct DOCKER_HOST or the docker context", endpoint.Host, err)
	}
	api := patient{daemon, patience}
	return endpoint, api, check(ctx, endpoint, api)
}

// Where says where the daemon is, or would be, without asking it.
func (e *Engine) Where() (Endpoint, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.api != nil {
		return e.endpoint, nil
	}
	endpoint, err := e.resolve()
	if err != nil {
		return endpoint, fault.Errorf(fault.DockerContext, "find the Docker daemon: %w", err)
	}
	return endpoint, nil
}

// Endpoint says where the daemon is, once API has found it.
func (e *Engine) Endpoint() Endpoint {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.endpoint
}

func dial(e Endpoint) (*client.Client, error) {
	options := []client.Opt{client.WithHost(e.Host), client.WithAPIVersionNegotiation()}
	helper, err := connhelper.GetConnectionHelper(e.Host) // for ssh://
	switch {
	case err != nil:
		return nil, err
	case helper != nil:
		options = []client.Opt{
			client.WithHTTPClient(&http.Client{Transport: &http.Transport{DialContext: helper.Dialer}}),
			client.WithHost(helper.Host), client.WithDialContext(helper.Dialer), client.WithAPIVersionNegotiation(),
		}
	case e.certificates != "":
		options = append([]client.Opt{withTLS(e)}, options...)
	}
	return client.NewClientWithOpts(options...)
}

func withTLS(e Endpoint) client.Opt {
	if e.skipVerify {
		return withUnverifiedTLS(e.certificates)
	}
	file := func(name string) string { return filepath.Join(e.certificates, name) }
	return client.WithTLSClientConfig(file("ca.pem"), file("cert.pem"), file("key.pem"))
}
