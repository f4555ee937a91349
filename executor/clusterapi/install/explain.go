package install

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

var _ executor.Explainer = (*Handler)(nil)

// Explain implements executor.Explainer. Of the first controller that is not available it tells all; if there is none, what
// else is missing.
func (h *Handler) Explain(ctx context.Context, r planner.Resource) (executor.Account, error) {
	client, found, err := h.look(ctx)
	if err != nil {
		return executor.Account{}, err
	}
	if d := found.waiting(); d != nil {
		return kube.ExplainDeployment(ctx, client, d)
	}
	var account executor.Account
	attrs, _ := r.Attrs.(planner.ClusterAPI)
	if waitsFor := found.waitsFor(wantedProviders(attrs)); waitsFor != "" {
		account.Conditions = []string{waitsFor}
	}
	return account, nil
}

// waiting is the first Deployment that is not available, in the order in which they are needed, or nil.
func (i installation) waiting() *kube.Deployment {
	for _, label := range components() {
		for _, d := range i.deployments {
			if componentOf(&d) == label && d.WaitsFor() != "" {
				return &d
			}
		}
	}
	return nil
}
