package simulated

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"

	"github.com/kaaslab/kaaslab/embedded/internal/apiserver"
	workload "github.com/kaaslab/kaaslab/embedded/internal/simulated/apiserver"
	"github.com/kaaslab/kaaslab/embedded/internal/simulated/controllers"
	"github.com/kaaslab/kaaslab/embedded/internal/simulated/injection"
	"github.com/kaaslab/kaaslab/embedded/internal/simulated/nodes"
)

// again is how long a cluster that failed waits before the next attempt.
const again = 2 * time.Second

// ErrStarting is the answer of a cluster that does not serve yet.
var ErrStarting = errors.New("the API server is starting")

// errUpgraded ends a cluster that goes on with another version.
var errUpgraded = errors.New("its control plane is upgraded")

// Cluster is what stands behind one simulated cluster.
type Cluster interface {
	// Client reads and writes the objects of the cluster, or says ErrStarting.
	Client() (client.Client, error)
	// Handler serves requests to the cluster's API.
	Handler() http.Handler
	// Server breaks the cluster's API on purpose.
	Server() *injection.Server
}

type cluster struct {
	key    types.NamespacedName
	of     *clusterv1.Cluster
	ctx    context.Context
	cancel context.CancelFunc
	done   chan struct{} // closed when nothing of it runs any more
	broken injection.Server

	mu         sync.Mutex
	kubernetes string                  // version that it is to have
	end        context.CancelCauseFunc // ends what runs, to go on with that version
	server     *workload.Server        // nil while it does not serve
	client     client.Client
	failed     error
}

func newCluster(ctx context.Context, of *clusterv1.Cluster, kubernetes string) *cluster {
	ctx, cancel := context.WithCancel(ctx)
	return &cluster{
		key: client.ObjectKeyFromObject(of), of: of.DeepCopy(), ctx: ctx, cancel: cancel, done: make(chan struct{}),
		kubernetes: kubernetes, end: func(error) {},
	}
}

// run keeps the cluster running until its context ends.
func (c *cluster) run(f *Fleet) {
	defer close(c.done)
	for {
		err := c.live(f)
		if c.ctx.Err() != nil {
			return
		}
		log.Printf("simulated cluster %s: %v; it starts again", c.key, err)
		if errors.Is(err, errUpgraded) {
			continue
		}
		c.set(err)
		select {
		case <-c.ctx.Done():
			return
		case <-time.After(again):
		}
	}
}

// live is one life of the cluster. It returns when everything has ended.
func (c *cluster) live(f *Fleet) error {
	ctx, cancel := context.WithCancelCause(c.ctx)
	defer cancel(nil)
	server, stop, err := c.start(ctx, f, c.begin(cancel))
	if ended := context.Cause(ctx); ended != nil && err != nil {
		return ended
	} else if err != nil {
		return err
	}
	defer func() {
		c.set(nil)
		cancel(nil)
		stop()
	}()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-server.Done():
		return fmt.Errorf("its API server ended: %w", server.Err())
	}
}

// begin returns the version of a new life, which another version ends.
func (c *cluster) begin(end context.CancelCauseFunc) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.end = end
	return c.kubernetes
}

// follow lets the cluster go on with another version, if it has not that one. As
// with one machine of a control plane, its API is away for some seconds.
func (c *cluster) follow(kubernetes string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if kubernetes == "" || kubernetes == c.kubernetes {
		return
	}
	c.kubernetes, c.server, c.client = kubernetes, nil, nil
	c.end(errUpgraded)
}

// start brings everything up, a few clusters at a time. The function that it
// returns waits until all has ended, once the context has.
func (c *cluster) start(ctx context.Context, f *Fleet, kubernetes string) (*workload.Server, func(), error) {
	select {
	case f.starting <- struct{}{}:
		defer func() { <-f.starting }()
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	began := time.Now()
	keys, err := c.keys(ctx, f.config.Management)
	if err != nil {
		return nil, nil, err
	}
	server, err := f.host.Start(ctx, workload.Config{
		Prefix: stored(c.of.UID), Kubernetes: kubernetes, Authority: keys.authority, ServiceAccountKey: keys.serviceAccount,
		Services: network(c.of.Spec.ClusterNetwork.Services, "10.96.0.0/12"), Inner: f.config.Inner,
	})
	if err != nil {
		return nil, nil, err
	}
	stop, err := c.populate(ctx, server, keys)
	if err != nil {
		server.Stop()
		return nil, nil, err
	}
	log.Printf("simulated cluster %s %s serves after %.1fs", c.key, kubernetes, time.Since(began).Seconds())
	return server, func() {
		stop()
		server.Stop()
	}, nil
}

// populate starts what makes a cluster of an API server.
func (c *cluster) populate(ctx context.Context, server *workload.Server, keys keys) (func(), error) {
	if err := apiserver.WaitReady(ctx, server.Client()); err != nil {
		return nil, err
	}
	objects, err := client.New(server.Client(), client.Options{Scheme: clientgoscheme.Scheme})
	if err != nil {
		return nil, err
	}
	config := controllers.Config{Name: c.key.String(), API: server.Client(), RootCA: keys.authority.PEM(), ServiceAccountKey: keys.serviceAccount}
	all, err := controllers.New(ctx, config)
	if err != nil {
		return nil, err
	}
	pods := network(c.of.Spec.ClusterNetwork.Pods, "10.244.0.0/16")
	if err := nodes.Start(ctx, c.key.String(), pods, server.Client()); err != nil {
		return nil, err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		all.Run(ctx)
	}()
	c.serve(ctx, server, objects)
	return func() { <-ended }, nil
}

// network is the first range of addresses that the Cluster names, or what kubeadm would take.
func network(of clusterv1.NetworkRanges, otherwise string) string {
	if len(of.CIDRBlocks) > 0 {
		return of.CIDRBlocks[0]
	}
	return otherwise
}

// serve tells everybody of a server, unless that is to end already.
func (c *cluster) serve(ctx context.Context, server *workload.Server, objects client.Client) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ctx.Err() == nil {
		c.server, c.client, c.failed = server, objects, nil
	}
}

// set tells everybody that the cluster does not serve, and why.
func (c *cluster) set(failed error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.server, c.client, c.failed = nil, nil, failed
}

func (c *cluster) state() (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.server != nil, c.failed
}

// Client implements Cluster.
func (c *cluster) Client() (client.Client, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.client == nil {
		return nil, fmt.Errorf("simulated cluster %s: %w", c.key, ErrStarting)
	}
	return c.client, nil
}

// Handler implements Cluster.
func (c *cluster) Handler() http.Handler {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server == nil {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, ErrStarting.Error(), http.StatusServiceUnavailable)
		})
	}
	return c.broken.Wrap(c.server.Handler())
}

// Server implements Cluster.
func (c *cluster) Server() *injection.Server { return &c.broken }
