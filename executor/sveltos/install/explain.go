package install

import (
	"context"
	"fmt"

	"helm.sh/helm/v3/pkg/release"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

var _ executor.Explainer = (*Handler)(nil)

// Explain implements executor.Explainer. Of the first controller that is not available it tells all. As long as there is
// none, the chart's hooks are at work, whose pods are in the same namespace.
func (h *Handler) Explain(ctx context.Context, _ planner.Resource) (executor.Account, error) {
	client, err := h.access.Client()
	if err != nil {
		return executor.Account{}, err
	}
	there, err := h.release()
	if err != nil {
		return executor.Account{}, err
	}
	live, err := h.deployments(ctx)
	if err != nil {
		return executor.Account{}, err
	}
	account, err := explainController(ctx, client, there, live)
	if there != nil && there.Info.Status != release.StatusDeployed {
		account.Conditions = append([]string{undeployed(there)}, account.Conditions...)
	}
	return account, err
}

func explainController(ctx context.Context, client *kube.Client, there *release.Release, live map[string]*kube.Deployment) (executor.Account, error) {
	if there != nil {
		for _, wanted := range deploymentsIn(there.Manifest) {
			if d := live[wanted.Metadata.Name]; d != nil && !wanted.Idle() && d.WaitsFor() != "" {
				return kube.ExplainDeployment(ctx, client, d)
			}
		}
	}
	return kube.ExplainPods(ctx, client, kube.Query{Namespace: namespace})
}

func (h *Handler) release() (*release.Release, error) {
	config, err := h.configuration()
	if err != nil {
		return nil, err
	}
	return latest(config)
}

func undeployed(there *release.Release) string {
	return fmt.Sprintf("the Helm release %s is %s: %s", releaseName, there.Info.Status, kube.FirstLine(there.Info.Description))
}
