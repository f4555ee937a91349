package operation

import (
	"context"
	"os"
	"path"
	"path/filepath"

	"github.com/kaaslab/kaaslab/executor/charts"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// chartsDir has the charts of a bundle.
var chartsDir = path.Join(carriedDir, "charts")

// once gets each chart a single time: of a range of versions, the images in the bundle are those of the chart in it.
func once(get func(context.Context, *spec.HelmChart) (*charts.Chart, error)) func(context.Context, *spec.HelmChart) (*charts.Chart, error) {
	known := map[*spec.HelmChart]*charts.Chart{}
	return func(ctx context.Context, of *spec.HelmChart) (*charts.Chart, error) {
		if chart := known[of]; chart != nil {
			return chart, nil
		}
		chart, err := get(ctx, of)
		if err == nil {
			known[of] = chart
		}
		return chart, err
	}
}

// charts takes the charts that the lab would download.
func (b *bundling) charts(ctx context.Context) error {
	for _, r := range planner.DesiredOf(b.Spec, planner.KindSveltos) {
		chart, err := patiently(ctx, func() (*charts.Chart, error) { return b.from.SveltosChart(r.Attrs.(planner.Sveltos)) })
		if err == nil {
			b.sveltosChart, err = b.pack(chart)
		}
		if err != nil {
			return err
		}
	}
	b.addonCharts = map[chartPlace]string{}
	for i, profile := range b.Spec.AddonProfiles {
		for j := range profile.HelmCharts {
			if profile.HelmCharts[j].RepositoryURL == "" || profile.HelmCharts[j].Action == "Uninstall" {
				continue
			}
			chart, err := b.from.Chart(ctx, &profile.HelmCharts[j])
			if err == nil {
				b.addonCharts[chartPlace{i, j}], err = b.pack(chart)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// pack keeps a chart, and returns how the lab file names it.
func (b *bundling) pack(chart *charts.Chart) (string, error) {
	dir := filepath.Join(b.work, filepath.FromSlash(chartsDir))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fault.Wrap(fault.Output, err)
	}
	name, err := chart.Save(dir)
	if err != nil {
		return "", err
	}
	b.files[path.Join(chartsDir, name)] = filepath.Join(dir, name)
	return "./" + path.Join(chartsDir, name), nil
}
