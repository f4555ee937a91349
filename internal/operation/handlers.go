package operation

import (
	"cmp"
	"context"
	"maps"
	"path/filepath"
	"runtime"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/addons"
	"github.com/kaaslab/kaaslab/executor/adoption"
	"github.com/kaaslab/kaaslab/executor/charts/download"
	"github.com/kaaslab/kaaslab/executor/clusterapi/clusters"
	clusterapi "github.com/kaaslab/kaaslab/executor/clusterapi/install"
	"github.com/kaaslab/kaaslab/executor/colocation"
	"github.com/kaaslab/kaaslab/executor/docker"
	"github.com/kaaslab/kaaslab/executor/docker/backup"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/host"
	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/injection"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/management"
	"github.com/kaaslab/kaaslab/executor/management/k3d"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/executor/preflight"
	sveltos "github.com/kaaslab/kaaslab/executor/sveltos/install"
	"github.com/kaaslab/kaaslab/executor/sveltos/profiles"
	"github.com/kaaslab/kaaslab/internal/cachedir"
	"github.com/kaaslab/kaaslab/internal/outbound"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Options say where things are that a lab uses. The zero value finds them as the command line does.
type Options struct {
	// Embedded is the path of kaaslab-embedded.
	Embedded string
	// Container is the path of kaaslab-container.
	Container string
	// Cache is the directory in which labs share what they download.
	Cache string
}

// NewAdapters joins the adapters for a lab. It is the only place that names them.
func NewAdapters(lab *spec.Lab, dir statedir.Dir, here planner.Identity, options Options) *Adapters {
	cache := cmp.Or(options.Cache, downloads(dir))
	whose := ownership.New(lab.Name, here)
	daemon := engine.New().Remembering(dir).LoggingIn(lab.Logins())
	all := management.New(lab, management.Options{Dir: dir, Whose: whose, Docker: daemon, Program: options.Embedded})
	cluster := all.Of(lab)
	way := cluster.Access(lab.ManagementCluster)
	access := kube.NewAccess(way)
	if lab.ManagementCluster.Provider.Given() {
		daemon.Provided(colocation.NewPremise(access, lab.ManagementCluster.Name).Holds)
	}
	homes := lab.Homes()
	kubeconfigs := workloads(lab, homes, whose, daemon, access)
	transport := outbound.Transport(lab)
	capi := clusterapi.New(access, clusterapi.Options{
		Lab: lab.Name, Kubeconfig: way.Kubeconfig, Context: way.Context, Config: filepath.Join(dir.Path(), "clusterctl"), Cache: cache, Transport: transport,
	})
	helm := filepath.Join(cache, "helm")
	addonController := sveltos.New(access, sveltos.Options{Lab: lab.Name, Kubeconfig: way.Kubeconfig, Context: way.Context, Cache: helm, Transport: transport})
	handlers := executor.Handlers{
		planner.KindSysctl:            host.NewSysctls(lab, daemon),
		planner.KindSysctlFile:        host.NewSysctlFiles(lab, daemon),
		planner.KindManagementCluster: all,
		planner.KindClusterAPI:        capi,
		planner.KindSveltos:           addonController,
		planner.KindIdentity:          kube.NewIdentities(access, whose),
		planner.KindObject:            kube.NewObjects(access, whose, lab.ManagementCluster.Provider.Bare()),
		planner.KindKubeconfig:        host.NewKubeconfigs(dir, cluster.ManagementKubeconfig, kubeconfigs),
	}
	nodes, program := docker.NewNodes(daemon, whose), engine.NewProgram(options.Container)
	for _, more := range []executor.Handlers{
		docker.New(daemon, whose, program), clusters.New(access, whose, clusters.Options{
			Bare: lab.ManagementCluster.Provider.Bare(), Containers: nodes.Containers, Started: nodes.Started, Heartbeats: asking(kubeconfigs, kube.Heartbeats),
			ImagePulls: asking(kubeconfigs, kube.ImagePulls), Profiles: profilesOf(lab), Host: hostOf(lab),
			RenewLogins: func(ctx context.Context, cluster string, report executor.Report) error {
				return nodes.RenewLogins(ctx, lab, cluster, report)
			},
		}), profiles.New(access, lab, whose, addonOptions(cluster)),
	} {
		maps.Copy(handlers, more)
	}
	a := &Adapters{
		Backup:   backup.New(daemon, program, lab.Name),
		Handlers: handlers, Identity: whose.Identity, Lease: leaseOn(cluster, lab, here), Inspector: preflight.New(daemon, dir), Providers: installed(access),
		Machines: machinesOf(access, homes), Addresses: nodes.Addresses, Contents: contentsOf,
		Evidence: evidenceOf(lab, homes, whose, cluster, daemon, access), Forward: forwardPage, Injector: injection.New(access, homes),
		Forecast: func(ctx context.Context, plan *planner.Plan, kubeconfig func(string) string) []planner.Forecast {
			return addons.New(access, kubeconfig).Forecast(ctx, lab, plan)
		},
		ImageSources: ImageSources{
			K3s: func(ctx context.Context, image string) ([]string, error) {
				return k3d.SystemImages(ctx, outbound.Client(transport), cache, image)
			},
			ClusterAPI: capi.Contents, Sveltos: addonController.Objects, Chart: AddonChart(download.Way{Transport: transport, Cache: helm}),
			Repository: capi.Files, SveltosChart: addonController.Chart,
		},
		Survey: func(ctx context.Context) (*adoption.Survey, error) {
			return adoption.Look(ctx, access, whose)
		},
	}
	if contained, is := cluster.(management.Contained); is {
		a.ImageSources.Nodes = contained.Images
	}
	if process, is := cluster.(management.Process); is {
		a.Memory, a.SaveStore = process.Memory, process.Save
	}
	return a
}

// addonOptions are what only a management cluster that is a program of kaaslab's own knows of add-ons.
func addonOptions(cluster management.Cluster) profiles.Options {
	if process, is := cluster.(management.Process); is {
		return profiles.Options{Charts: process.ChartServer, Failure: process.SveltosFailure}
	}
	return profiles.Options{}
}

// hostOf is the machine that workload clusters are on, which is this one unless the management cluster was made by others.
func hostOf(lab *spec.Lab) infrastructure.Host {
	if lab.ManagementCluster.Provider.Given() {
		return infrastructure.Host{}
	}
	return infrastructure.Host{Processors: runtime.NumCPU(), Memory: preflight.Memory()}
}

// downloads is where labs share what they download. A user without a home has a directory of the lab's for it.
func downloads(dir statedir.Dir) string {
	if shared, err := cachedir.Default(); err == nil {
		return shared
	}
	return filepath.Join(dir.Path(), "downloads")
}
