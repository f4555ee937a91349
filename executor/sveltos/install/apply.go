package install

import (
	"context"
	"time"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/release"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Apply installs the chart, or upgrades the release if it differs. Hooks of a chart may pull images for a while, so Apply
// lets helm go on in the background, and AwaitReady waits for it.
func (h *Handler) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	wanted := r.Attrs.(planner.Sveltos)
	config, err := h.configuration()
	if err != nil {
		return err
	}
	there, err := latest(config)
	if err != nil {
		return err
	}
	if there != nil && there.Info.Status == release.StatusDeployed && len(planner.Diff(readAttrs(there, wanted.Chart), wanted)) == 0 {
		return h.repair(ctx, config, there, wanted, report)
	}
	report("fetching the chart of Sveltos " + wanted.Version)
	loaded, err := h.fetch(wanted)
	if err != nil {
		return err
	}
	return h.begin(ctx, func() error { return h.change(config, there, loaded, wanted) }, report)
}

// change installs or upgrades.
func (h *Handler) change(config *action.Configuration, there *release.Release, loaded *chart.Chart, wanted planner.Sveltos) error {
	if there == nil {
		install := action.NewInstall(config)
		install.ReleaseName, install.Namespace, install.CreateNamespace = releaseName, namespace, true
		install.Replace, install.Timeout = true, h.times.hooks // an uninstalled release may be in the history
		install.PostRenderer = downloads{Sveltos: wanted, revision: 1}
		_, err := install.Run(loaded, valuesFor(wanted, nil))
		return failed("install", err)
	}
	if err := takeUp(config, there); err != nil {
		return err
	}
	if err := updateDefinitions(config, loaded); err != nil {
		return err
	}
	return h.upgrade(config, there, loaded, wanted)
}

func (h *Handler) upgrade(config *action.Configuration, there *release.Release, loaded *chart.Chart, wanted planner.Sveltos) error {
	upgrade := action.NewUpgrade(config)
	upgrade.Namespace, upgrade.Timeout, upgrade.MaxHistory, upgrade.ResetValues = namespace, h.times.hooks, 10, true
	upgrade.PostRenderer = downloads{Sveltos: wanted, revision: there.Version + 1}
	_, err := upgrade.Run(there.Name, loaded, valuesFor(wanted, there.Config))
	return failed("upgrade", err)
}

// repair brings back what was deleted of a release that is what it should be by helm's records.
func (h *Handler) repair(ctx context.Context, config *action.Configuration, there *release.Release, wanted planner.Sveltos, report executor.Report) error {
	missing, err := h.missing(ctx, there)
	if err != nil || missing == "" {
		return err
	}
	report(missing + " is missing; installing the release again")
	return h.begin(ctx, func() error { return h.upgrade(config, there, there.Chart, wanted) }, report)
}

func failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fault.Errorf(fault.HelmRelease, "%s the Helm release %s: %w", doing, releaseName, err)
}

// operation is helm at work. It cannot be stopped.
type operation struct {
	done chan struct{}
	err  error
}

// begin starts an operation and waits for it as long as Apply may take.
func (h *Handler) begin(ctx context.Context, work func() error, report executor.Report) error {
	o := &operation{done: make(chan struct{})}
	h.mu.Lock()
	h.running, h.failed = o, false
	h.mu.Unlock()
	go func() {
		defer close(o.done)
		o.err = work()
	}()
	patience := time.NewTimer(h.times.apply)
	defer patience.Stop()
	select {
	case <-o.done:
		return o.err
	case <-patience.C:
		report("helm is still at work")
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
