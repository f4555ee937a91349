// Package infrastructure says what the machines of workload clusters are to Cluster API: what the ClusterClass of each infrastructure
// is made of, and how many clusters of it come forward at once. Each has a file, and what a lab file and a plan know of it is
// spec.Infrastructure.
package infrastructure

import (
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

const (
	group   = "infrastructure.cluster.x-k8s.io"
	version = "v1beta2"
)

// The templates of which classes are made: those of Cluster API's Dev provider, which has all infrastructures of kaaslab's classes, and
// those of its kubeadm providers.
var (
	ClusterTemplate     = kube.Resource{Group: group, Version: version, Kind: "DevClusterTemplate", Plural: "devclustertemplates", Namespaced: true}
	MachinePoolTemplate = kube.Resource{Group: group, Version: version, Kind: "DevMachinePoolTemplate", Plural: "devmachinepooltemplates", Namespaced: true}
	MachineTemplate     = kube.Resource{Group: group, Version: version, Kind: "DevMachineTemplate", Plural: "devmachinetemplates", Namespaced: true}

	ControlPlaneTemplate = kube.Resource{
		Group: "controlplane.cluster.x-k8s.io", Version: version, Kind: "KubeadmControlPlaneTemplate", Plural: "kubeadmcontrolplanetemplates", Namespaced: true}
	BootstrapTemplate = kube.Resource{
		Group: "bootstrap.cluster.x-k8s.io", Version: version, Kind: "KubeadmConfigTemplate", Plural: "kubeadmconfigtemplates", Namespaced: true}
)

// Class is all that differs between the classes of infrastructures: the bodies of the templates, which are what
// spec.template of each holds, and what the class itself says beyond them.
type Class struct {
	Cluster             map[string]any // as a whole, such as its load balancer
	ControlPlane        map[string]any
	ControlPlaneMachine map[string]any
	WorkerMachine       map[string]any
	WorkerBootstrap     map[string]any

	HealthCheck map[string]any // of every machine; none without it
	Variables   []any
	Patches     []any

	// MachinePool is the template of MachinePools, with patches on it; none where the provider has no MachinePools.
	MachinePool        map[string]any
	MachinePoolPatches []any

	// IPv6FirstPatch is for clusters whose pods have addresses of IPv6 before those of IPv4; none where nodes have no addresses.
	IPv6FirstPatch func(machinePools bool) any
}

// classes make the class of a lab. A change of what they return needs a new planner.ClassRevision; a test says so.
var classes = map[spec.Infrastructure]func(lab string) Class{
	spec.InfrastructureDocker:    docker,
	spec.InfrastructureSimulated: simulated,
	spec.InfrastructureInMemory:  inMemory,
}

// ClassOf returns what the class of a lab for an infrastructure is made from.
func ClassOf(lab string, on spec.Infrastructure) (Class, error) {
	class, found := classes[on]
	if !found {
		return Class{}, fault.Errorf(fault.WrongClass, "unknown infrastructure %q; use docker, simulated or inMemory", on)
	}
	return class(lab), nil
}
