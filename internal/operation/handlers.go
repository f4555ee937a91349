package operation

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"path/filepath"
	"runtime"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/addons"
	"github.com/kaaslab/kaaslab/executor/adoption"
	"github.com/kaaslab/kaaslab/executor/clusterapi/clusters"
	clusterapi "github.com/kaaslab/kaaslab/executor/clusterapi/install"
	"github.com/kaaslab/kaaslab/executor/colocation"
	"github.com/kaaslab/kaaslab/executor/docker"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/host"
	"github.com/kaaslab/kaaslab/executor/injection"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/management/embedded"
	"github.com/kaaslab/kaaslab/executor/management/existing"
	"github.com/kaaslab/kaaslab/executor/management/k3d"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/executor/preflight"
	sveltos "github.com/kaaslab/kaaslab/executor/sveltos/install"
	"github.com/kaaslab/kaaslab/executor/sveltos/profiles"
	"github.com/kaaslab/kaaslab/internal/cachedir"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/internal/version"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Options say where things are that a lab uses. The zero value finds them as the command line does.
type Options struct {
	// Embedded is the path of kaaslab-embedded.
	Embedded string
	// Cache is the directory in which labs share what they download.
	Cache string
}

// NewAdapters joins the adapters for a lab. It is the only place that names them.
func NewAdapters(lab *spec.Lab, dir statedir.Dir, here planner.Identity, options Options) *Adapters {
	cache := cmp.Or(options.Cache, downloads(dir))
	whose := ownership.New(lab.Name, here)
	daemon := engine.New().Remembering(dir)
	local, onDocker := embedded.NewHandler(dir, whose, embedded.Options{Binary: options.Embedded, Version: version.Number, Addons: lab.RunsSveltos()}), k3d.NewHandler(dir, whose, daemon)
	way := reach(lab, local, onDocker)
	access := kube.NewAccess(kube.Options{Kubeconfig: way.file, Context: way.context, Own: way.own, WrapTransport: way.transport})
	if lab.ManagementCluster.Provider == spec.ProviderExisting {
		daemon.Provided(colocation.NewPremise(access, lab.ManagementCluster.Name).Holds)
	}
	kubeconfigs := workloads(lab, whose, daemon, access)
	handlers := executor.Handlers{
		planner.KindSysctl:     host.NewSysctls(lab, daemon),
		planner.KindSysctlFile: host.NewSysctlFiles(lab, daemon),
		planner.KindManagementCluster: providers{
			spec.ProviderEmbedded: local, spec.ProviderK3d: onDocker, spec.ProviderExisting: existing.NewHandler(),
		},
		planner.KindClusterAPI: clusterapi.New(access, clusterapi.Options{
			Lab: lab.Name, Kubeconfig: way.file, Context: way.context, Config: filepath.Join(dir.Path(), "clusterctl"), Cache: cache,
		}),
		planner.KindSveltos: sveltos.New(access, sveltos.Options{
			Lab: lab.Name, Kubeconfig: way.file, Context: way.context, Cache: filepath.Join(cache, "helm"),
		}),
		planner.KindIdentity:   kube.NewIdentities(access, whose),
		planner.KindObject:     kube.NewObjects(access, whose, lab.ManagementCluster.Provider.Bare()),
		planner.KindKubeconfig: host.NewKubeconfigs(dir, way.kubeconfig, kubeconfigs),
	}
	nodes := docker.NewNodes(daemon, whose)
	for _, more := range []executor.Handlers{
		docker.New(daemon, whose), clusters.New(access, whose, clusters.Options{
			Containers: nodes.Containers, Started: nodes.Started, Heartbeats: heartbeats(kubeconfigs), Processors: processors(lab),
		}), profiles.New(access, lab, whose, profiles.Options{Charts: local.ChartServer, Failure: local.SveltosFailure}),
	} {
		maps.Copy(handlers, more)
	}
	return &Adapters{
		Handlers: handlers, Identity: whose.Identity, Lease: leaseOn(lab, here), Inspector: preflight.New(daemon, dir), Memory: local.Memory, SaveStore: local.Save, Providers: installed(access), Matches: profiles.Matching,
		Machines: machinesOf(access), Addresses: nodes.Addresses, Contents: contentsOf,
		Evidence: evidenceOf(lab, whose, local, daemon, access), Forward: forwardPage, Injector: injection.New(access),
		Forecast: func(ctx context.Context, plan *planner.Plan, kubeconfig func(string) string) []planner.Forecast {
			return addons.New(access, profiles.Matching, kubeconfig).Forecast(ctx, lab, plan)
		},
		Survey: func(ctx context.Context) (*adoption.Survey, error) {
			return adoption.Look(ctx, access, whose, profiles.Matching)
		},
	}
}

// way is how the management cluster is reached: by kaaslab itself, and by the file that people get.
type way struct {
	file, context string
	own           bool // the file is kaaslab's own
	kubeconfig    host.Management
	transport     func(http.RoundTripper) http.RoundTripper // knows more of a failed connection, where it is set
}

// processors of the machine that simulates clusters, which is this one unless the management cluster was made by others.
func processors(lab *spec.Lab) int {
	if lab.ManagementCluster.Provider == spec.ProviderExisting {
		return 0
	}
	return runtime.NumCPU()
}

func reach(lab *spec.Lab, local *embedded.Handler, onDocker *k3d.Handler) way {
	m := lab.ManagementCluster
	switch m.Provider {
	case spec.ProviderExisting:
		return way{m.Kubeconfig, m.Context, false, func(context.Context) ([]byte, error) { return existing.Kubeconfig(m.Kubeconfig, m.Context) }, nil}
	case spec.ProviderK3d:
		return way{onDocker.Kubeconfig(), m.Name, true, onDocker.ManagementKubeconfig, nil}
	}
	return way{local.Kubeconfig(), m.Name, true, local.ManagementKubeconfig, local.Transport}
}

// downloads is where labs share what they download. A user without a home has a directory of the lab's for it.
func downloads(dir statedir.Dir) string {
	if shared, err := cachedir.Default(); err == nil {
		return shared
	}
	return filepath.Join(dir.Path(), "downloads")
}
