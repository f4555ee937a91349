package clusters

import (
	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

const (
	coreGroup           = "cluster.x-k8s.io"
	infrastructureGroup = "infrastructure.cluster.x-k8s.io"
	controlPlaneGroup   = "controlplane.cluster.x-k8s.io"
	version             = "v1beta2"
)

var (
	machineDeployments = kube.Resource{
		Group: coreGroup, Version: version, Kind: "MachineDeployment", Plural: "machinedeployments", Namespaced: true}
	machinePools = kube.Resource{
		Group: coreGroup, Version: version, Kind: "MachinePool", Plural: "machinepools", Namespaced: true}
)

// The kinds of templates that a class of kaaslab has, so that all can be found with a list each: with machines on Docker, and without.
var (
	allTemplates  = append([]kube.Resource{infrastructure.MachinePoolTemplate}, bareTemplates...)
	bareTemplates = []kube.Resource{infrastructure.ClusterTemplate, infrastructure.MachineTemplate, infrastructure.ControlPlaneTemplate, infrastructure.BootstrapTemplate}
)

// holder is what holds everything in this package.
func holder(lab *spec.Lab) planner.ID {
	return planner.ID{Kind: planner.KindManagementCluster, Name: lab.ManagementCluster.Name}
}
