package operation

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/adoption"
	"github.com/kaaslab/kaaslab/executor/forward"
	"github.com/kaaslab/kaaslab/executor/injection"
	"github.com/kaaslab/kaaslab/internal/bundle"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
)

// Adapters is everything that reaches a lab.
type Adapters struct {
	Handlers executor.Handlers
	// Identity is that of the lab as it was observed last, or the one that it will get.
	Identity func() planner.Identity
	// Lease keeps other machines from changing the lab; nil where no other reaches it.
	Lease Leases
	// Inspector checks the machine.
	Inspector executor.Inspector
	// Memory is how many bytes of memory the management cluster uses; nil where it is no program of this machine.
	Memory func() (int64, error)
	// SaveStore writes into a file what the management cluster holds at one moment; nil where it is no program of this machine.
	SaveStore func(ctx context.Context, into string) error
	// Backup saves what the lab has on Docker.
	Backup Backup
	// Providers lists what is installed in the management cluster.
	Providers func(context.Context) ([]snapshot.Provider, error)
	// Machines lists the machines of all workload clusters, by cluster.
	Machines func(context.Context) (map[string][]snapshot.Machine, error)
	// Addresses says where this machine reaches the API servers of workload clusters on Docker, by cluster.
	Addresses func(context.Context) (map[string]string, error)
	// Contents looks into a workload cluster, by the file of its kubeconfig.
	Contents func(ctx context.Context, kubeconfig string) (snapshot.Contents, error)
	// Evidence is what can be told about a lab that does not work.
	Evidence []bundle.Part
	// Survey looks for what the lab could take over in its management cluster.
	Survey func(context.Context) (*adoption.Survey, error)
	// Injector breaks simulated clusters on purpose.
	Injector Injector
	// Forecast tells what the add-ons will do on the clusters whose kubeconfig files are there.
	Forecast func(ctx context.Context, plan *planner.Plan, kubeconfig func(cluster string) string) []planner.Forecast
	// ImageSources read what the parts of the lab are made of.
	ImageSources ImageSources
	// Forward brings a Service of a workload cluster to a port of this machine, until the context ends.
	Forward func(context.Context, forward.Options) (address string, ended <-chan struct{}, err error)
}

// Injector breaks clusters on purpose.
type Injector interface {
	List(ctx context.Context) ([]injection.Place, error)
	Break(ctx context.Context, cluster, kubeconfig string, f injection.Fault) error
	Heal(ctx context.Context, cluster string, gone func(injection.Fault) bool) ([]injection.Fault, error)
}

func forwardPage(ctx context.Context, options forward.Options) (address string, ended <-chan struct{}, err error) {
	f, err := forward.Start(ctx, options)
	if err != nil {
		return "", nil, err
	}
	return f.Address(), f.Ended(), nil
}
