// Package apiserver runs one kube-apiserver for each simulated workload cluster,
// all in this process and on the store that the management cluster uses, each
// below a prefix of its own.
//
// What a server costs decides how many clusters a lab can have. With upstream's
// defaults one takes a hundred megabytes; most of that are documents that are
// equal in all of them, and connections to the store. Servers of one Host share
// both.
package apiserver

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"

	"github.com/spf13/pflag"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/rest"
	basecompatibility "k8s.io/component-base/compatibility"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
	_ "k8s.io/kubernetes/pkg/kubeapiserver" // registers defaults the servers need

	"github.com/kaaslab/kaaslab/embedded/internal/ports"
	"github.com/kaaslab/kaaslab/embedded/internal/watches"
)

// Host holds what all servers of a process share.
type Host struct {
	endpoint string
	mu       sync.Mutex // held while a server is put together
	library  library
	store    store
}

// NewHost returns a host for servers on the store at endpoint.
func NewHost(endpoint string) *Host {
	return &Host{endpoint: endpoint, library: library{releases: map[string]*documents{}}, store: store{endpoint: endpoint}}
}

// Config is what makes a server that of one cluster.
type Config struct {
	// Prefix of all keys of the cluster in the store.
	Prefix string
	// Kubernetes is the version of the cluster, whose API the server has as far
	// as that can be emulated. It is empty for the version of this program.
	Kubernetes string
	// Authority of the cluster, which signed the certificates of its users.
	Authority *Authority
	// ServiceAccountKey is the path of the key that signs tokens.
	ServiceAccountKey string
	// Services are the addresses of the cluster's Services, as a CIDR, or two with a comma between them.
	Services string
	// Inner stands between authorization and the handlers of the API.
	Inner func(http.Handler) http.Handler
}

// Start puts a server together and lets it run until ctx ends. It returns
// before the server is ready.
func (h *Host) Start(ctx context.Context, config Config) (*Server, error) {
	listener, err := net.Listen("tcp4", net.JoinHostPort(ports.Host, "0"))
	if err != nil {
		return nil, fmt.Errorf("listen for the API server of a simulated cluster: %w", err)
	}
	client, err := config.Authority.client("https://" + listener.Addr().String())
	if err != nil {
		listener.Close()
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	chain, err := h.assemble(ctx, listener, config)
	if err != nil {
		cancel()
		listener.Close()
		return nil, fmt.Errorf("put the API server of a simulated cluster together: %w", err)
	}
	s := &Server{client: client, informers: chain.informers, handler: chain.handler, asked: ctx, cancel: cancel}
	s.life, s.end = context.WithCancel(context.Background())
	go s.run(ctx, chain)
	return s, nil
}

// assemble is done for one server at a time: the first makes the documents that
// the others of its release use.
func (h *Host) assemble(ctx context.Context, listener net.Listener, config Config) (chain, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	of, err := releaseOf(config.Kubernetes)
	if err != nil {
		return chain{}, err
	}
	completed, err := complete(ctx, listener, h.endpoint, of, config)
	if err != nil {
		return chain{}, err
	}
	parts, err := app.NewConfig(completed)
	if err != nil {
		return chain{}, err
	}
	h.store.share(parts)
	h.library.share(parts, of.minor())
	watches.Last(&parts.Aggregator.GenericConfig.Config, watches.ByName(self))
	insert(parts, config.Inner)
	if err := silence(parts); err != nil {
		return chain{}, err
	}
	return h.link(parts, of.minor())
}

func complete(ctx context.Context, listener net.Listener, endpoint string, of release, config Config) (options.CompletedOptions, error) {
	opts := options.NewServerRunOptions()
	if err := ownGates(opts, of); err != nil {
		return options.CompletedOptions{}, err
	}
	flags := pflag.NewFlagSet("kube-apiserver", pflag.ContinueOnError)
	for _, set := range opts.Flags().FlagSets {
		flags.AddFlagSet(set)
	}
	if err := flags.Parse(arguments(listener, endpoint, of, config)); err != nil {
		return options.CompletedOptions{}, err
	}
	// One store serves all: the management cluster's server watches over it.
	opts.Etcd.SkipHealthEndpoints = true
	if err := opts.GenericServerRunOptions.ComponentGlobalsRegistry.Set(); err != nil {
		return options.CompletedOptions{}, err
	}
	// Without a port it makes no certificate of its own, which would take an RSA key.
	port := opts.SecureServing.BindPort
	opts.SecureServing.BindPort = 0
	completed, err := opts.Complete(ctx)
	if err != nil {
		return options.CompletedOptions{}, err
	}
	completed.SecureServing.BindPort, completed.SecureServing.Listener = port, listener
	if err := config.Authority.identify(completed); err != nil {
		return options.CompletedOptions{}, err
	}
	return completed, utilerrors.NewAggregate(completed.Validate())
}

// ownGates gives a server a version and feature gates that are no other
// server's. Much of Kubernetes asks those of the process all the same.
func ownGates(opts *options.ServerRunOptions, of release) error {
	registry := basecompatibility.NewComponentGlobalsRegistry()
	opts.GenericServerRunOptions.ComponentGlobalsRegistry = registry
	return registry.Register(basecompatibility.DefaultKubeComponent, of, utilfeature.DefaultMutableFeatureGate.DeepCopy())
}

// Server is one running API server.
type Server struct {
	client    *rest.Config
	informers informers.SharedInformerFactory
	handler   http.Handler
	asked     context.Context    // ends when it is asked to end
	cancel    context.CancelFunc // asks it to end
	life      context.Context    // ends when nothing of it runs any more
	end       context.CancelFunc
	err       error
}

func (s *Server) run(ctx context.Context, chain chain) {
	s.err = chain.run(ctx)
	s.cancel()
	s.informers.Shutdown()
	s.end()
	chain.leave()
}

// Client is how this process calls the server, as administrator.
func (s *Server) Client() *rest.Config { return rest.CopyConfig(s.client) }

// Informers are those that the server itself works with, without managed
// fields. They run, so only what takes handlers at any time may use them; it
// then needs no second watch of a kind that the server watches.
func (s *Server) Informers() informers.SharedInformerFactory { return s.informers }

// StartInformers starts those that were asked for since. They end with the server.
func (s *Server) StartInformers() { s.informers.Start(s.asked.Done()) }

// Handler serves requests that came in elsewhere. It authenticates them by the
// certificate of their TLS connection or their token. Those that last, such as
// watches, end with the server: whoever waits for them connects anew.
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(s.life, cancel)()
		s.handler.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Done is closed when the server has ended, by itself or not.
func (s *Server) Done() <-chan struct{} { return s.life.Done() }

// Err tells why the server ended. It may be called after Done is closed.
func (s *Server) Err() error { return s.err }

// Stop ends the server and returns when nothing of it runs any more.
func (s *Server) Stop() {
	s.cancel()
	<-s.life.Done()
}
