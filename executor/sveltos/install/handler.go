package install

import (
	"context"
	"net/http"
	"sync"
	"time"

	"helm.sh/helm/v3/pkg/action"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/pinned"
	"github.com/kaaslab/kaaslab/planner"
)

// The release, its namespace and its chart have the same name, as in the documentation of Sveltos, and it finds its agents
// in this namespace only.
const (
	releaseName = "projectsveltos"
	namespace   = "projectsveltos"
)

// Options say which management cluster it is.
type Options struct {
	// Lab is the name of the lab, which owns what is in its management cluster.
	Lab string
	// Kubeconfig and Context reach the cluster.
	Kubeconfig, Context string
	// Cache is a directory for charts and indexes. It need not exist.
	Cache string
	// Transport downloads. Without one it is as the environment says.
	Transport *http.Transport
}

// Handler handles the release of Sveltos.
type Handler struct {
	access  *kube.Access
	options Options
	pins    pinned.Table
	times   times

	mu      sync.Mutex
	running *operation // what the last Apply or Delete began
	failed  bool       // it has failed, and whoever waits has been told
}

var _ executor.Handler = (*Handler)(nil)

// times are how long things may take. Tests shorten them.
type times struct {
	poll  time.Duration // between two looks
	apply time.Duration // for helm in Apply; what it has not finished by then, AwaitReady waits for
	hooks time.Duration // for a hook of the chart
}

// New returns the handler of planner.KindSveltos.
func New(access *kube.Access, options Options) *Handler {
	return &Handler{
		access: access, options: options, pins: pinned.Releases,
		times: times{poll: time.Second, apply: 90 * time.Second, hooks: 10 * time.Minute},
	}
}

// Observe reads the release in a management cluster that kaaslab makes. What others brought is theirs.
func (h *Handler) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	if !want.Lab.ManagementCluster.Provider.Empty() {
		return nil, nil
	}
	config, err := h.configuration()
	if err != nil {
		return nil, err
	}
	there, err := latest(config)
	if err != nil || there == nil {
		return nil, err
	}
	o := planner.Observed{Owner: h.options.Lab, Phase: planner.Ready}
	o.ID = planner.ID{Kind: planner.KindSveltos, Name: releaseName}
	o.Within = planner.ID{Kind: planner.KindManagementCluster, Name: want.Lab.ManagementCluster.Name}
	o.Attrs = readAttrs(there, want.Lab.ManagementCluster.Sveltos.Chart)
	if o.Detail, err = h.waitsFor(ctx, there); o.Detail != "" {
		o.Phase = planner.NotReady
	}
	return []planner.Observed{o}, err
}

func (h *Handler) configuration() (*action.Configuration, error) {
	config := &action.Configuration{}
	quiet := func(string, ...any) {} // what helm has to say is in its errors
	return config, config.Init(&getter{kubeconfig: h.options.Kubeconfig, context: h.options.Context}, namespace, "secret", quiet)
}
