package existing

import (
	"context"
	"fmt"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Owner is the owner of every existing cluster.
const Owner = "existing"

// Handler handles the management cluster of a lab with provider existing.
type Handler struct {
	executor.ReadyAtOnce
	executor.Staying
	cluster spec.ManagementCluster
}

var (
	_ executor.Handler = (*Handler)(nil)
	_ executor.Judge   = (*Handler)(nil)
)

// Outlook implements executor.Judge.
func (h *Handler) Outlook(err error) executor.Outlook { return kube.Outlook(err) }

// NewHandler returns the handler of an existing management cluster.
func NewHandler(cluster spec.ManagementCluster) *Handler { return &Handler{cluster: cluster} }

// Access is by file and context of the lab file.
func (h *Handler) Access(m spec.ManagementCluster) kube.Options {
	return kube.Options{Kubeconfig: m.Kubeconfig, Context: m.Context}
}

// ManagementKubeconfig returns what the context of that file uses.
func (h *Handler) ManagementKubeconfig(context.Context) ([]byte, error) {
	return Kubeconfig(h.cluster.Kubeconfig, h.cluster.Context)
}

// Lease returns the lease of a lab in the cluster, which is not taken yet.
func (h *Handler) Lease(lab *spec.Lab, holder Holder) (*Lease, error) {
	return NewLease(lab, holder, DefaultLeaseTimes)
}

// Observe finds the lab's management cluster, if the lab wants an existing one. A cluster that does not answer, or lacks
// something, is an error: there is nothing that kaaslab could do about it.
func (h *Handler) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	m := want.Lab.ManagementCluster
	if !m.Provider.Given() {
		return nil, nil
	}
	if err := check(ctx, want.Lab); err != nil {
		return nil, &executor.Unprepared{Err: fmt.Errorf("management cluster %s (context %s in %s): %w", m.Name, m.Context, m.Kubeconfig, err)}
	}
	r := planner.ManagementResource(m.Name, planner.ManagementCluster{
		Provider: m.Provider, Kubeconfig: m.Kubeconfig, Context: m.Context,
	})
	return []planner.Observed{{Resource: r, Owner: Owner, Phase: planner.Ready}}, nil
}

// Apply changes nothing: the cluster is somebody else's.
func (h *Handler) Apply(context.Context, planner.Resource, executor.Report) error { return nil }
