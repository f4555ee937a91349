package kube

// ClusterProfiles and Profiles are how Sveltos is told what to install: on clusters of all namespaces, and on those of one.
var (
	ClusterProfiles = Resource{Group: "config.projectsveltos.io", Version: "v1beta1", Kind: "ClusterProfile", Plural: "clusterprofiles"}
	Profiles        = Resource{Group: "config.projectsveltos.io", Version: "v1beta1", Kind: "Profile", Plural: "profiles", Namespaced: true}
)

// ProfilesOf are the Profiles of a namespace, or ClusterProfiles, which are of none.
func ProfilesOf(namespace string) Resource {
	if namespace == "" {
		return ClusterProfiles
	}
	return Profiles
}
