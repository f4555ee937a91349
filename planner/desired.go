package planner

import "github.com/kaaslab/kaaslab/spec"

// kind is a row of the table of kinds.
type kind struct {
	name    Kind
	holder  Kind // the kind of its holder: it is observed only when that is ready
	desired func(*spec.Lab) []Resource
}

// kinds is the table of kinds, in the order in which a lab is built. A plan lists steps that could run at the same time in
// this order.
var kinds = []kind{
	{KindSysctl, "", desiredSysctls},
	{KindVolume, "", desiredVolume},
	{KindNetwork, "", desiredNetwork},
	{KindManagementCluster, "", desiredManagement},
	{KindPeering, KindManagementCluster, desiredPeerings},
	{KindClusterAPI, KindManagementCluster, desiredClusterAPI},
	{KindSveltos, KindManagementCluster, desiredSveltos},
	{KindClusterClass, KindManagementCluster, desiredClusterClasses},
	{KindObject, KindManagementCluster, desiredObjects},
	{KindConfigMap, KindManagementCluster, desiredConfigMaps},
	{KindClusterProfile, KindManagementCluster, desiredClusterProfiles},
	{KindWorkloadCluster, KindManagementCluster, desiredWorkloadClusters},
	{KindKubeconfig, "", desiredKubeconfigs},
}

// Kinds lists every kind, in the order in which a lab is built.
func Kinds() []Kind {
	names := make([]Kind, len(kinds))
	for i, k := range kinds {
		names[i] = k.name
	}
	return names
}

// HolderOf returns the kind that must be ready before resources of a kind can be observed, or none.
func HolderOf(name Kind) Kind {
	for _, k := range kinds {
		if k.name == name {
			return k.holder
		}
	}
	return ""
}

// Desired lists the resources that a lab wants, in the order of the table of kinds.
func Desired(lab *spec.Lab) []Resource {
	var resources []Resource
	for _, k := range kinds {
		resources = append(resources, k.desired(lab)...)
	}
	return resources
}

func idsOf(lists ...[]Resource) []ID {
	var ids []ID
	for _, list := range lists {
		for _, r := range list {
			ids = append(ids, r.ID)
		}
	}
	return ids
}
