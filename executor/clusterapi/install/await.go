package install

import (
	"context"
	"fmt"
	"slices"

	clusterctl "sigs.k8s.io/cluster-api/cmd/clusterctl/client"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/planner"
)

// AwaitReady finishes the installation if Apply had to leave it, and waits until every controller is available and every
// webhook answers.
func (h *Handler) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	attrs := r.Attrs.(planner.ClusterAPI)
	if err := h.finish(ctx, attrs, report); err != nil {
		return err
	}
	var webhooks rereading
	return poll.Until(ctx, "Cluster API to be ready", h.times.poll, report, func(ctx context.Context) (string, error) {
		client, found, err := h.look(ctx)
		if err != nil {
			return "", err
		}
		if waitsFor := found.waitsFor(wantedProviders(attrs)); waitsFor != "" {
			return waitsFor, nil
		}
		waitsFor := askWebhooks(ctx, client)
		return waitsFor, webhooks.after(ctx, client, waitsFor)
	})
}

// finish runs the library to its end, unless it is there.
func (h *Handler) finish(ctx context.Context, attrs planner.ClusterAPI, report executor.Report) error {
	if h.finished.Load() {
		return nil
	}
	_, found, err := h.look(ctx)
	if err != nil {
		return err
	}
	if found.complete(wantedProviders(attrs)) {
		return nil
	}
	return h.install(ctx, attrs, report)
}

// complete reports whether the library has nothing left to do.
func (i installation) complete(wanted []provider) bool {
	for _, p := range wanted {
		if there, found := p.find(i.inventory); !found || there.version != p.version || there.meta.Annotations[recordAnnotation] != p.record {
			return false
		}
	}
	return len(i.unwanted(wanted)) == 0
}

// whole reports whether each component has its Deployment, up or on its way: none is missing, or scaled to nothing.
func (i installation) whole() bool {
	isGone := func(label string) bool { return !i.has(label) }
	isIdle := func(d kube.Deployment) bool { return d.Idle() }
	return !slices.ContainsFunc(components(), isGone) && !slices.ContainsFunc(i.deployments, isIdle)
}

// Delete removes Cluster API. In a lab of kaaslab's making it goes with the management cluster, without this.
func (h *Handler) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	_, found, err := h.look(ctx)
	if err != nil || len(found.inventory) == 0 {
		return err
	}
	ctx, leave, err := enter(ctx, h.options.Config, report)
	if err != nil {
		return err
	}
	defer leave()
	library, err := h.open(ctx, r.Attrs.(planner.ClusterAPI))
	if err != nil {
		return err
	}
	return describe("remove Cluster API", library.Delete(ctx, clusterctl.DeleteOptions{
		Kubeconfig: h.kubeconfig(), DeleteAll: true, IncludeNamespace: true, IncludeCRDs: true,
	}))
}

// AwaitGone waits until no provider and no controller of one is left. Cert-manager stays: others may use it by now.
func (h *Handler) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	return poll.Until(ctx, "Cluster API to go", h.times.poll, report, func(ctx context.Context) (string, error) {
		_, found, err := h.look(ctx)
		return found.left(), err
	})
}

// left says what is still there of the providers, or nothing.
func (i installation) left() string {
	if len(i.inventory) > 0 {
		return fmt.Sprintf("%d providers are left", len(i.inventory))
	}
	for _, p := range providers {
		if i.has(p.label) {
			return "the Deployment of " + p.label + " is left"
		}
	}
	return ""
}
