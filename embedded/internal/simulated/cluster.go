package simulated

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/injection"
)

// ErrStarting is the answer of a cluster that does not serve yet.
var ErrStarting = errors.New("the API server is starting")

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

	// another says that the cluster is to have another version.
	another chan struct{}

	mu         sync.Mutex
	kubernetes string    // version that it is to have
	now        *instance // nil while it does not serve
	failed     error
}

func newCluster(ctx context.Context, of *clusterv1.Cluster, kubernetes string) *cluster {
	ctx, cancel := context.WithCancel(ctx)
	return &cluster{
		key: client.ObjectKeyFromObject(of), of: of.DeepCopy(), ctx: ctx, cancel: cancel, done: make(chan struct{}),
		another: make(chan struct{}, 1), kubernetes: kubernetes,
	}
}

// follow lets the cluster go on with another version, if it has not that one.
func (c *cluster) follow(kubernetes string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if kubernetes == "" || kubernetes == c.kubernetes {
		return
	}
	c.kubernetes = kubernetes
	select {
	case c.another <- struct{}{}:
	default: // it was told already
	}
}

// wanted is the version that the cluster is to have.
func (c *cluster) wanted() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kubernetes
}

// set tells everybody what serves. It is nil while nothing does; then the error
// is why, if that is known.
func (c *cluster) set(now *instance, failed error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.failed = now, failed
}

// state tells whether the cluster serves with the version that it is to have.
func (c *cluster) state() (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now != nil && c.now.kubernetes == c.kubernetes, c.failed
}

// Client implements Cluster.
func (c *cluster) Client() (client.Client, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now == nil {
		return nil, fmt.Errorf("simulated cluster %s: %w", c.key, ErrStarting)
	}
	return c.now.client, nil
}

// Handler implements Cluster.
func (c *cluster) Handler() http.Handler {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now == nil {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, ErrStarting.Error(), http.StatusServiceUnavailable)
		})
	}
	return c.broken.Wrap(c.now.server.Handler())
}

// Server implements Cluster.
func (c *cluster) Server() *injection.Server { return &c.broken }
