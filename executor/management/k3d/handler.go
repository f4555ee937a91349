package k3d

import (
	"context"
	"path/filepath"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/spec"
)

// Handler handles the k3d management cluster of a lab.
type Handler struct {
	dir     statedir.Dir
	lab     *ownership.Lab
	engine  *engine.Engine
	library library
	times   times
}

var (
	_ executor.Handler = (*Handler)(nil)
	_ executor.Judge   = (*Handler)(nil)
	_ executor.Stopper = (*Handler)(nil)
)

// Outlook implements executor.Judge.
func (h *Handler) Outlook(err error) executor.Outlook { return engine.Outlook(err) }

// times are how long things may take. Tests shorten them.
type times struct {
	poll  time.Duration // between two looks at the cluster
	probe time.Duration // for one answer of the API server
	now   func() time.Time
}

// library makes and starts the containers of a cluster.
type library interface {
	// Create makes the containers of a cluster and starts none.
	Create(ctx context.Context, b blueprint, report executor.Report) error
	// Join makes the containers of agents that a running cluster has not, and starts none.
	Join(ctx context.Context, b blueprint, absent []string, report executor.Report) error
	// Start starts the containers that are stopped, and waits until k3s says that it runs.
	Start(ctx context.Context, name string, report executor.Report) error
	// Images lists the images that a cluster is made from.
	Images(b blueprint) []string
}

// NewHandler returns the handler of the k3d management cluster of a lab.
func NewHandler(dir statedir.Dir, lab *ownership.Lab, e *engine.Engine) *Handler {
	return &Handler{
		dir: dir, lab: lab, engine: e, library: &fenced{engine: e},
		times: times{poll: 500 * time.Millisecond, probe: 15 * time.Second, now: time.Now},
	}
}

// Access is by the cluster's kubeconfig.
func (h *Handler) Access(m spec.ManagementCluster) kube.Options {
	return kube.Options{Kubeconfig: h.Kubeconfig(), Context: m.Name, Own: true}
}

// Kubeconfig returns the path of the cluster's kubeconfig, which is there once the cluster is ready. Its context has the
// management cluster's name.
func (h *Handler) Kubeconfig() string { return filepath.Join(h.dir.K3d(), "kubeconfig") }
