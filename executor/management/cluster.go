// Package management has the management clusters of all providers, each in a directory of its own. What the others ask of one is
// here, and so is the choice; what a lab file and a plan know of a provider is spec.Provider.
package management

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/management/embedded"
	"github.com/kaaslab/kaaslab/executor/management/existing"
	"github.com/kaaslab/kaaslab/executor/management/k3d"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/internal/version"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Cluster makes the management clusters of a provider. One that can be stopped is an executor.Stopper, one that knows whose it is
// an executor.Identifier, and one that can tell whether it can be made here an executor.Checker or an executor.Refuser.
type Cluster interface {
	executor.Handler
	// Access is how kaaslab reaches the cluster.
	Access(m spec.ManagementCluster) kube.Options
	// ManagementKubeconfig is the file by which people reach it.
	ManagementKubeconfig(ctx context.Context) ([]byte, error)
}

// Process is a Cluster that is a program of kaaslab's own on this machine.
type Process interface {
	// Memory is how many bytes it uses, or 0 when it does not run.
	Memory() (int64, error)
	// Save writes into a file what it holds at one moment.
	Save(ctx context.Context, into string) error
	// ChartServer is where it serves charts from disk.
	ChartServer() (string, error)
	// SveltosFailure says why its Sveltos does not run, or nothing.
	SveltosFailure() string
	// Logs are the files that it writes.
	Logs() []string
}

// Shared is a Cluster that other machines reach as well.
type Shared interface {
	// Lease keeps other machines from changing the lab.
	Lease(lab *spec.Lab, holder Holder) (*Lease, error)
}

// What keeps two machines from changing a lab at once, and the errors of that.
type (
	// Lease is on a lab in a Shared cluster.
	Lease = existing.Lease
	// Holder is a run that takes a lease.
	Holder = existing.Holder
	// Held is a lab that a run on another machine is changing.
	Held = existing.Held
	// Lost is a run whose lease somebody else has now, or may have.
	Lost = existing.Lost
)

// Contained is a Cluster whose nodes are containers.
type Contained interface {
	// Images are what its containers are made from.
	Images(m planner.ManagementCluster) []string
}

var (
	_ Contained = (*k3d.Handler)(nil)
	_ Process   = (*embedded.Handler)(nil)
	_ Shared    = (*existing.Handler)(nil)
)

// Options are what the providers need of a lab.
type Options struct {
	Dir    statedir.Dir
	Whose  *ownership.Lab
	Docker *engine.Engine
	// Program is the path of the program that is a management cluster. The zero value finds it as the command line does.
	Program string
}

// New returns the clusters of all providers for a lab.
func New(lab *spec.Lab, o Options) Clusters {
	return Clusters{
		spec.ProviderEmbedded: embedded.NewHandler(o.Dir, o.Whose, embedded.Options{Binary: o.Program, Version: version.Number, Addons: lab.RunsSveltos()}),
		spec.ProviderK3d:      k3d.NewHandler(o.Dir, o.Whose, o.Docker),
		spec.ProviderExisting: existing.NewHandler(lab.ManagementCluster),
	}
}

// defaults are the infrastructures of clusters that name none, where a provider keeps what a lab was made with.
var defaults = map[spec.Provider]func(statedir.Dir) (spec.Infrastructure, error){
	spec.ProviderEmbedded: embedded.DefaultInfrastructure,
}

// KeepDefault reads a lab with the default infrastructure that it was made with.
func KeepDefault(lab *spec.Lab, dir statedir.Dir) error {
	kept := defaults[lab.ManagementCluster.Provider]
	if kept == nil {
		return nil
	}
	infrastructure, err := kept(dir)
	if err == nil {
		lab.Default(infrastructure)
	}
	return err
}
