package planner

import "github.com/kaaslab/kaaslab/spec"

// kind is a row of the table of kinds.
type kind struct {
	name    Kind
	holder  Kind   // the kind of its holder: it is observed only when that is ready
	outlast []Kind // kinds that stay until every resource of this kind is deleted
	alone   bool   // a lab has one at a time: the next is made once the last is gone
	work    bool   // people work with it: it is a loss when it goes with its holder
	desired func(*spec.Lab) []Resource
}

// kinds is the table of kinds, in the order in which a lab is built. A plan lists steps that could run at the same time in
// this order.
var kinds = []kind{
	{KindSysctl, "", nil, false, false, desiredSysctls},
	{KindSysctlFile, "", nil, false, false, desiredSysctlFile},
	{KindVolume, "", nil, false, false, desiredVolume},
	{KindImageArchive, "", nil, false, false, desiredImageArchives},
	{KindImage, "", nil, false, false, desiredImages},
	{KindNetwork, "", nil, false, false, desiredNetwork},
	{KindImageCache, "", []Kind{KindVolume, KindNetwork}, false, false, desiredImageCache},
	{KindManagementCluster, "", []Kind{KindVolume, KindNetwork, KindNodes, KindImageCache}, true, false, desiredManagement},
	{KindPeering, KindManagementCluster, []Kind{KindNetwork}, false, false, desiredPeerings},
	{KindIdentity, KindManagementCluster, nil, false, false, desiredIdentity},
	{KindClusterAPI, KindManagementCluster, []Kind{KindIdentity}, false, false, desiredClusterAPI},
	{KindSveltos, KindManagementCluster, []Kind{KindIdentity}, false, false, desiredSveltos},
	{KindClusterClass, KindManagementCluster, []Kind{KindClusterAPI, KindIdentity, KindImageCache}, false, false, desiredClusterClasses},
	{KindObject, KindManagementCluster, append(clusterOutlast, KindSveltos), false, true, desiredObjects},
	{KindConfigMap, KindManagementCluster, []Kind{KindSveltos, KindIdentity}, false, true, desiredConfigMaps},
	{KindSecret, KindManagementCluster, []Kind{KindSveltos, KindIdentity}, false, true, desiredSecrets},
	{KindClusterProfile, KindManagementCluster, []Kind{KindSveltos, KindConfigMap, KindSecret, KindWorkloadCluster, KindIdentity}, false, true, desiredClusterProfiles},
	{KindWorkloadCluster, KindManagementCluster, append(clusterOutlast, KindObject), false, true, desiredWorkloadClusters},
	{KindNodes, "", []Kind{KindNetwork, KindVolume}, false, false, desiredNodes},
	{KindKubeconfig, "", nil, false, false, desiredKubeconfigs},
}

// clusterOutlast is what a workload cluster, or an object that may be one, needs in order to go away cleanly.
var clusterOutlast = []Kind{KindNetwork, KindVolume, KindPeering, KindClusterAPI, KindClusterClass, KindIdentity}

// rank is a kind's place in the table.
var rank = func() map[Kind]int {
	ranks := make(map[Kind]int, len(kinds))
	for i, k := range kinds {
		ranks[k.name] = i
	}
	return ranks
}()

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
	if i, known := rank[name]; known {
		return kinds[i].holder
	}
	return ""
}

// Desired lists the resources that a lab wants, in the order of the table of kinds.
func Desired(lab *spec.Lab) []Resource {
	var resources []Resource
	for _, k := range kinds {
		resources = append(resources, DesiredOf(lab, k.name)...)
	}
	return resources
}

// DesiredOf lists the resources of one kind that a lab wants.
func DesiredOf(lab *spec.Lab, name Kind) []Resource {
	i, known := rank[name]
	if !known {
		return nil
	}
	resources := kinds[i].desired(lab)
	needIdentity(lab, resources)
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
