// Package profiles handles what a lab's add-on profiles become: Sveltos ClusterProfiles, and the ConfigMaps that carry
// manifests to them.
//
// Sveltos' own Go types would bring other versions of half of this program's libraries, so objects are written as maps and
// read into small structs. Where the lab installs Sveltos, a profile is ready once Sveltos says that it is installed on
// each cluster of the lab that it selects. Elsewhere, such as in an embedded management cluster, which has no Sveltos, it is
// ready once the API server took it; which clusters match is known from the selector (planner.ClusterProfile.Selects).
package profiles
