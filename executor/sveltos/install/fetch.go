package install

import (
	"bytes"
	"cmp"
	"os"
	"path/filepath"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/charts"
	"github.com/kaaslab/kaaslab/executor/charts/download"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/pinned"
	"github.com/kaaslab/kaaslab/planner"
)

// Where the chart of Sveltos is, when a lab names none.
const (
	publicRepository = "https://projectsveltos.github.io/helm-charts"
	publicChart      = "projectsveltos"
)

// Chart is what an installation is made from.
func (h *Handler) Chart(wanted planner.Sveltos) (*charts.Chart, error) {
	loaded, err := h.fetch(wanted)
	if err != nil {
		return nil, err
	}
	return charts.Wrap(loaded), nil
}

// fetch loads the chart: from a directory or archive on this machine, an OCI registry, an archive by HTTP, or the public
// repository. The version has to be the wanted one, wherever the chart is from.
func (h *Handler) fetch(wanted planner.Sveltos) (*chart.Chart, error) {
	loaded, err := h.load(wanted)
	if err != nil {
		return nil, fault.Errorf(fault.ChartMissing, "chart of Sveltos: %w", err)
	}
	if version := loaded.Metadata.Version; version != wanted.Version { // helm's loader refuses one without metadata
		return nil, fault.Errorf(fault.ChartDiffers, "chart of Sveltos: %s has version %s, and the lab file says %s; correct sveltos.version",
			wanted.Chart, version, wanted.Version)
	}
	return loaded, nil
}

func (h *Handler) load(wanted planner.Sveltos) (*chart.Chart, error) {
	reference := wanted.Chart
	if reference != "" && !strings.Contains(reference, "://") {
		return loader.Load(reference)
	}
	// Kept, so that a lab is made anew from the same bytes, and without the network (hazards H21, H30).
	path := filepath.Join(h.options.Cache, cacheName(reference, wanted.Version))
	archive, err := download.Kept(path, func() ([]byte, error) {
		switch {
		case reference == "":
			return h.fromRepository(wanted.Version)
		case strings.HasPrefix(reference, "oci://"):
			return h.way().Registry(reference, wanted.Version)
		}
		return h.way().URL(reference)
	})
	if err != nil {
		return nil, err
	}
	if reference == "" {
		if err := h.pins.Check(pinned.Sveltos(wanted.Version), archive); err != nil {
			os.Remove(path) // so that the next apply downloads it again
			return nil, executor.Final(err)
		}
	}
	return loader.LoadArchive(bytes.NewReader(archive))
}

// fromRepository says besides what the lab file can do about it.
func (h *Handler) fromRepository(version string) ([]byte, error) {
	archive, err := h.way().Chart(publicRepository, publicChart, version)
	switch {
	case err == nil:
		return archive, nil
	case executor.OutlookOf(err, nil) == executor.Lasting:
		return nil, executor.Final(fault.Errorf(fault.ChartMissing, "%w; correct sveltos.version", err))
	}
	return nil, fault.Errorf(fault.ChartMissing, "%w; without internet, name a chart of your own in sveltos.chart", err)
}

func (h *Handler) way() download.Way {
	return download.Way{Transport: h.options.Transport, Cache: h.options.Cache}
}

func cacheName(reference, version string) string {
	return download.Name(cmp.Or(reference, publicRepository), version)
}
