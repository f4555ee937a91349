// Package simulated runs what stands behind simulated workload clusters: a real
// kube-apiserver for each, with the real controllers and scheduler, and
// simulated nodes. Everything of a cluster lies in the store below a prefix of
// its own, and survives the process.
package simulated

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"sync"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/sets"
	"sigs.k8s.io/controller-runtime/pkg/client"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/apiserver"
)

const (
	// prefix of everything in the store that belongs to simulated clusters.
	prefix = "/simulated"
	// directory of their files, below the data directory.
	directory = "simulated"
	// atOnce is how many clusters start at a time. More only make each other slow.
	atOnce = 2
)

// Config is what the fleet needs from the other parts.
type Config struct {
	// Endpoint of the store.
	Endpoint string
	// Management cluster, which keeps the keys of its clusters.
	Management client.Client
	// Inner stands between authorization and the API of every cluster.
	Inner func(http.Handler) http.Handler
}

// Fleet is all simulated clusters of this process.
type Fleet struct {
	config   Config
	host     *apiserver.Host
	starting chan struct{}
	life     context.Context
	end      context.CancelFunc
	mu       sync.Mutex
	clusters map[types.NamespacedName]*cluster
}

// NewFleet returns a fleet without clusters.
func NewFleet(config Config) *Fleet {
	life, end := context.WithCancel(context.Background())
	return &Fleet{
		config: config, host: apiserver.NewHost(config.Endpoint), starting: make(chan struct{}, atOnce),
		life: life, end: end, clusters: map[types.NamespacedName]*cluster{},
	}
}

// Ensure starts a cluster of a version of Kubernetes, if it does not run yet, and
// tells whether it serves. One that runs with another version follows; it keeps
// its version if none is named. The error is why the last attempt failed; there
// will be another.
func (f *Fleet) Ensure(of *clusterv1.Cluster, kubernetes string) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.life.Err() != nil {
		return false, nil
	}
	key := client.ObjectKeyFromObject(of)
	c := f.clusters[key]
	if c == nil {
		c = newCluster(f.life, of, kubernetes)
		f.clusters[key] = c
		go c.run(f)
	}
	c.follow(kubernetes)
	return c.state()
}

// Get returns a cluster of the fleet, or nil if the fleet has none of that name.
func (f *Fleet) Get(key types.NamespacedName) Cluster {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c := f.clusters[key]; c != nil {
		return c
	}
	return nil
}

// Remove stops a cluster and erases everything of it. It returns false as long
// as that takes; then it has to be called again.
func (f *Fleet) Remove(ctx context.Context, of *clusterv1.Cluster) (bool, error) {
	f.mu.Lock()
	key := client.ObjectKeyFromObject(of)
	c := f.clusters[key]
	f.mu.Unlock()
	if c != nil {
		c.cancel()
		select {
		case <-c.done:
		default:
			return false, nil
		}
	}
	if err := f.erase(ctx, of.UID); err != nil {
		return false, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.clusters, key)
	return true, nil
}

// Sweep erases what is left of clusters that are not to be kept. A process that
// was killed in the midst of a removal leaves such.
func (f *Fleet) Sweep(ctx context.Context, keep sets.Set[types.UID]) error {
	stored, err := f.host.Below(ctx, prefix)
	if err != nil {
		return err
	}
	kept, err := directories()
	if err != nil {
		return err
	}
	for uid := range sets.New(stored...).Insert(kept...) {
		if keep.Has(types.UID(uid)) {
			continue
		}
		log.Printf("erasing what is left of a simulated cluster that was deleted: %s", uid)
		if err := f.erase(ctx, types.UID(uid)); err != nil {
			return err
		}
	}
	return nil
}

func (f *Fleet) erase(ctx context.Context, uid types.UID) error {
	if uid == "" {
		return fmt.Errorf("a cluster without a UID cannot be erased")
	}
	if err := f.host.Erase(ctx, stored(uid)); err != nil {
		return err
	}
	return removeFiles(uid)
}

// Stop ends all clusters, and returns when they have ended or ctx has.
func (f *Fleet) Stop(ctx context.Context) {
	f.mu.Lock()
	f.end()
	var ending []*cluster
	for _, c := range f.clusters {
		ending = append(ending, c)
	}
	f.mu.Unlock()
	for _, c := range ending {
		select {
		case <-c.done:
		case <-ctx.Done():
			return
		}
	}
	f.host.Close()
}

// stored is the prefix of one cluster. A new cluster of the same name has another.
func stored(uid types.UID) string { return prefix + "/" + string(uid) }
