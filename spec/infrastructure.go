package spec

import "slices"

// Infrastructure says what the machines of a workload cluster are.
type Infrastructure string

// The infrastructures of a workload cluster.
const (
	// InfrastructureDocker makes every machine a Docker container in which kubeadm runs.
	InfrastructureDocker Infrastructure = "docker"
	// InfrastructureInMemory simulates machines and API servers in the Cluster API controllers. No pod runs there.
	InfrastructureInMemory Infrastructure = "inMemory"
	// InfrastructureSimulated gives a cluster a real Kubernetes API with the real controllers. Its nodes and pods are
	// simulated: they are as if they ran. It goes with an embedded management cluster only.
	InfrastructureSimulated Infrastructure = "simulated"
	// InfrastructureExisting is whatever somebody else has made the cluster from. kaaslab uses the cluster and makes none.
	InfrastructureExisting Infrastructure = "existing"
)

// infrastructure is all that tells one infrastructure from another in a lab file and in a plan. What it is to Cluster API is
// executor/infrastructure.
type infrastructure struct {
	class    string // ends the name of its ClusterClass, where kaaslab makes one; Kubernetes names are lower case
	given    bool
	onDocker bool
	emulated bool
	still    bool                // runs no pods
	fits     func(Provider) bool // which management clusters can make it; all without
	misfit   string              // what to do with the others, which it takes
}

var infrastructures = map[Infrastructure]infrastructure{
	InfrastructureDocker: {
		class: "-docker", onDocker: true,
		fits:   func(p Provider) bool { return !p.Bare() },
		misfit: "docker does not go with provider %s, which runs without Docker; set managementCluster.provider: k3d, or infrastructure: simulated or inMemory",
	},
	InfrastructureSimulated: {
		class: "-simulated", emulated: true,
		fits:   func(p Provider) bool { return p.Emulates() || p == "" },
		misfit: "simulated does not go with provider %s, only with embedded; set managementCluster.provider: embedded, or infrastructure: inMemory",
	},
	InfrastructureInMemory: {class: "-in-memory", still: true},
	InfrastructureExisting: {given: true, fits: Provider.Given},
}

// Classed are the infrastructures for which kaaslab makes a ClusterClass.
var Classed = []Infrastructure{InfrastructureDocker, InfrastructureSimulated, InfrastructureInMemory}

func (i Infrastructure) is() infrastructure { return infrastructures[i] }

// Given reports whether the cluster is there already, whatever it was made from.
func (i Infrastructure) Given() bool { return i.is().given }

// OnDocker reports whether machines are containers.
func (i Infrastructure) OnDocker() bool { return i.is().onDocker }

// Emulated reports whether a cluster has a real Kubernetes API of kaaslab's own on simulated nodes, which have a size and can be
// broken.
func (i Infrastructure) Emulated() bool { return i.is().emulated }

// RunsNothing reports whether no pod runs on the machines, not even as if.
func (i Infrastructure) RunsNothing() bool { return i.is().still }

// Simulated reports whether machines are known to be none: kubeadm starts no node on them.
func (i Infrastructure) Simulated() bool { return i.Emulated() || i.RunsNothing() }

// ClassName is the name of a lab's ClusterClass for an infrastructure.
func ClassName(lab string, infrastructure Infrastructure) string {
	return lab + infrastructure.is().class
}

// InfrastructureOf returns what a class of this name is for, if kaaslab makes such a class for the lab.
func InfrastructureOf(lab, class string) (Infrastructure, bool) {
	at := slices.IndexFunc(Classed, func(candidate Infrastructure) bool { return ClassName(lab, candidate) == class })
	if at < 0 {
		return "", false
	}
	return Classed[at], true
}
