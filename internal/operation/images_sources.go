package operation

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/kaaslab/kaaslab/executor/charts"
	"github.com/kaaslab/kaaslab/executor/charts/download"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// AddonChart gets charts of add-ons: from disk as the lab file has read them, and others as Sveltos would, into the directory of the
// way for downloads.
func AddonChart(way download.Way) func(context.Context, *spec.HelmChart) (*charts.Chart, error) {
	return func(ctx context.Context, chart *spec.HelmChart) (*charts.Chart, error) {
		if chart.Packed != nil {
			return charts.Load(chart.Packed.Archive)
		}
		if chart.RegistryCredentialsConfig != nil {
			return nil, fault.Errorf(fault.ChartMissing, "chart %s: its credentials are in a Secret of the management cluster, which is not looked at here", chart.Chart)
		}
		if !strings.HasPrefix(chart.RepositoryURL, "http") && !strings.HasPrefix(chart.RepositoryURL, "oci://") {
			return nil, fault.Errorf(fault.ChartMissing, "chart %s: %s is a source of Flux, which is not looked at here", chart.Chart, chart.RepositoryURL)
		}
		if strings.Contains(chart.Version, "{{") {
			return nil, fault.Errorf(fault.ChartMissing, "chart %s: its version %s is a template, which Sveltos fills in for each cluster", chart.Chart, chart.Version)
		}
		archive, err := patiently(ctx, func() ([]byte, error) { return addonArchive(way, chart) })
		if err != nil {
			return nil, fault.Errorf(fault.ChartMissing, "chart %s %s: %w", chart.Chart, chart.Version, err)
		}
		return charts.Load(string(archive))
	}
}

// addonArchive keeps charts of an exact version: a range may be another one tomorrow.
func addonArchive(way download.Way, chart *spec.HelmChart) ([]byte, error) {
	fetch := func() ([]byte, error) {
		if strings.HasPrefix(chart.RepositoryURL, "oci://") {
			return way.Registry(strings.TrimSuffix(chart.RepositoryURL, "/")+"/"+chart.Chart, chart.Version)
		}
		name := chart.Chart[strings.LastIndex(chart.Chart, "/")+1:]
		return way.Chart(chart.RepositoryURL, name, chart.Version)
	}
	if chart.IsRange() {
		return fetch()
	}
	return download.Kept(filepath.Join(way.Cache, download.Name(chart.RepositoryURL+"/"+chart.Chart, chart.Version)), fetch)
}

// patiently calls what knows no context, and leaves it alone when that ends.
func patiently[T any](ctx context.Context, call func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	answers := make(chan answer, 1)
	go func() {
		value, err := call()
		answers <- answer{value, err}
	}()
	select {
	case a := <-answers:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}
