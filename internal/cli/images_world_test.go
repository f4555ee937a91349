package cli

import (
	"context"
	"path/filepath"

	"github.com/kaaslab/kaaslab/executor/charts/download"
	clusterapi "github.com/kaaslab/kaaslab/executor/clusterapi/install"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/management/k3d"
	"github.com/kaaslab/kaaslab/executor/ownership"
	sveltos "github.com/kaaslab/kaaslab/executor/sveltos/install"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// offline are the sources of images as they are, on a machine that knows one release of k3s.
func offline(lab *spec.Lab, dir statedir.Dir) operation.ImageSources {
	cache := filepath.Join(dir.Path(), "..", "cache")
	capi, addonController := clusterapi.New(nil, clusterapi.Options{Cache: cache}), sveltos.New(nil, sveltos.Options{Cache: cache})
	from := operation.ImageSources{
		ClusterAPI: capi.Contents, Repository: capi.Files, Sveltos: addonController.Objects, SveltosChart: addonController.Chart,
		Chart: operation.AddonChart(download.Way{Cache: cache}),
		K3s: func(_ context.Context, image string) ([]string, error) {
			if image != spec.DefaultK3sImage {
				return nil, fault.Errorf(fault.ImageMissing, "no list of what %s runs", image)
			}
			return []string{"docker.io/rancher/mirrored-pause:3.6", "docker.io/rancher/mirrored-library-traefik:3.3.2"}, nil
		},
	}
	if lab.ManagementCluster.Provider == spec.ProviderK3d {
		from.Nodes = k3d.NewHandler(dir, ownership.New(lab.Name, planner.Identity{}), engine.New()).Images
	}
	return from
}
