package install

import (
	"context"
	"errors"
	"fmt"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/storage/driver"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/planner"
)

// AwaitReady waits until helm is done, every controller of the chart is available, and profiles are a kind that the server
// knows.
func (h *Handler) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	if err := h.awaitOperation(ctx, report, func() error { return h.Apply(ctx, r, report) }); err != nil {
		return err
	}
	config, err := h.configuration()
	if err != nil {
		return err
	}
	return poll.Until(ctx, "Sveltos to be ready", h.times.poll, report, func(ctx context.Context) (string, error) {
		there, err := latest(config)
		switch {
		case err != nil:
			return "", err
		case there == nil:
			return "", fault.Errorf(fault.GoneMeanwhile, "the Helm release %s is gone; apply again", releaseName)
		}
		return h.waitsFor(ctx, there)
	})
}

// awaitOperation waits for what helm does. Whoever waits again after it has failed has it begun anew: waiting alone heals
// nothing.
func (h *Handler) awaitOperation(ctx context.Context, report executor.Report, anew func() error) error {
	if h.hasFailed() {
		if err := anew(); err != nil {
			return err
		}
	}
	o := h.underWay()
	if o == nil {
		return nil
	}
	select {
	case <-o.done:
		return h.result(o)
	default:
	}
	report("waiting for helm and the hooks of the chart")
	select {
	case <-o.done:
		return h.result(o)
	case <-ctx.Done():
		return fmt.Errorf("wait for helm: %w", context.Cause(ctx))
	}
}

func (h *Handler) hasFailed() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.failed
}

func (h *Handler) underWay() *operation {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.running
}

func (h *Handler) result(o *operation) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.failed = o.err != nil
	return o.err
}

// Delete uninstalls the release. The kinds that a chart brought stay with helm, and with them what others made of them.
func (h *Handler) Delete(ctx context.Context, _ planner.Resource, report executor.Report) error {
	config, err := h.configuration()
	if err != nil {
		return err
	}
	there, err := latest(config)
	if err != nil || there == nil {
		return err
	}
	return h.begin(ctx, func() error {
		uninstall := action.NewUninstall(config)
		uninstall.Timeout = h.times.hooks
		_, err := uninstall.Run(releaseName)
		if errors.Is(err, driver.ErrReleaseNotFound) {
			return nil
		}
		return failed("uninstall", err)
	}, report)
}

// AwaitGone waits until the release and its controllers are gone.
func (h *Handler) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	if err := h.awaitOperation(ctx, report, func() error { return h.Delete(ctx, r, report) }); err != nil {
		return err
	}
	config, err := h.configuration()
	if err != nil {
		return err
	}
	return poll.Until(ctx, "Sveltos to go", h.times.poll, report, func(ctx context.Context) (string, error) {
		there, err := latest(config)
		if err != nil || there != nil {
			return "the Helm release " + releaseName + " is left", err
		}
		live, err := h.deployments(ctx)
		if err == nil && len(live) > 0 {
			return fmt.Sprintf("%d Deployments of Sveltos are left", len(live)), nil
		}
		return "", err
	})
}
