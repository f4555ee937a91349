package clusters

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

var _ executor.Explainer = (*clusters)(nil)

// Explain implements executor.Explainer.
func (c *clusters) Explain(ctx context.Context, r planner.Resource) (executor.Account, error) {
	return kube.Explain(ctx, c.access, topology.Clusters, homeOf(r), r.ID.Name)
}
