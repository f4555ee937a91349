package install

import (
	"context"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/pinned"
	"github.com/kaaslab/kaaslab/planner"
)

// Options say which management cluster it is.
type Options struct {
	// Lab is the name of the lab, which owns what is in its management cluster.
	Lab string
	// Kubeconfig and Context reach the cluster: the library reads a file.
	Kubeconfig, Context string
	// Config is a directory for the library, which would look into the user's configuration otherwise. It need not exist.
	Config string
	// Cache is a directory for what is downloaded. It need not exist, and labs may share it.
	Cache string
	// Transport downloads. Without one it is as the environment says.
	Transport *http.Transport
}

// Handler handles the installation of Cluster API.
type Handler struct {
	access  *kube.Access
	options Options
	from    repository
	fetch   func(ctx context.Context, attrs planner.ClusterAPI, report executor.Report) error
	open    func(ctx context.Context, attrs planner.ClusterAPI) (library, error)
	times   times

	finished atomic.Bool // the library has come to its end in this run
}

var _ executor.Handler = (*Handler)(nil)

// times are how long things may take. Tests shorten them.
type times struct {
	poll    time.Duration // between two looks
	install time.Duration // for the library in Apply; what it has not finished by then, AwaitReady does
}

// New returns the handler of planner.KindClusterAPI.
func New(access *kube.Access, options Options) *Handler {
	h := &Handler{access: access, options: options, times: times{poll: time.Second, install: 90 * time.Second}}
	h.from = repository{cache: options.Cache, clusterAPI: clusterAPIReleases, certManager: certManagerReleases, pins: pinned.Releases, transport: options.Transport}
	h.fetch = h.from.fetch
	h.open = func(ctx context.Context, attrs planner.ClusterAPI) (library, error) {
		return openLibrary(ctx, h.from, attrs, options.Config)
	}
	return h
}

// Observe looks at what is installed in a management cluster that kaaslab makes. What others brought is theirs.
func (h *Handler) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	if !want.Lab.ManagementCluster.Provider.Empty() {
		return nil, nil
	}
	_, found, err := h.look(ctx)
	if err != nil || !found.isThere() {
		return nil, err
	}
	wanted := want.Lab.ManagementCluster.ClusterAPI
	all := wantedOf(want)
	o := planner.Observed{Owner: h.options.Lab, Phase: planner.Ready, Detail: found.there(all)}
	o.ID = planner.ID{Kind: planner.KindClusterAPI, Name: "cluster-api"}
	o.Within = planner.ID{Kind: planner.KindManagementCluster, Name: want.Lab.ManagementCluster.Name}
	// Where the components came from is no property of what is installed: a lab file may move.
	o.Attrs = planner.ClusterAPI{Version: found.version(wanted.Version), Repository: wanted.Repository, Features: found.features(), Providers: found.added(all)}
	if o.Detail != "" {
		o.Phase = planner.NotReady
	}
	return []planner.Observed{o}, nil
}

func wantedOf(want planner.Wanted) []provider {
	wanted := want.Of(planner.KindClusterAPI)
	if len(wanted) == 0 {
		return nil
	}
	return wantedProviders(wanted[0].Attrs.(planner.ClusterAPI))
}

// there is waitsFor for those that are installed: one that is missing is a difference, and no damage.
func (i installation) there(wanted []provider) string {
	return i.waitsFor(slices.DeleteFunc(slices.Clone(wanted), func(p provider) bool {
		_, listed := p.find(i.inventory)
		return p.more != nil && !listed
	}))
}
