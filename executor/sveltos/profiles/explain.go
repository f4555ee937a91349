package profiles

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

var _ executor.Explainer = (*profileHandler)(nil)

// Explain implements executor.Explainer. What failed on which cluster is in the step's error: Sveltos tells it of the
// ClusterSummary, not of the profile.
func (h *profileHandler) Explain(ctx context.Context, r planner.Resource) (executor.Account, error) {
	at := h.content.at(r)
	return kube.Explain(ctx, h.access, at.of, at.namespace, at.name)
}
