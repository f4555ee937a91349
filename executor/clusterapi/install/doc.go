// Package install handles the installation of Cluster API in a management cluster that comes without, by the clusterctl
// library.
//
// The library acts on one kubeconfig and context, which are never the user's (hazard H10); its configuration is in memory,
// and every version is pinned (hazard H13). It is the only package that imports the library.
//
// The library stops at the first thing that is not as it expects, and does not wait for what it finds installed. So an
// installation is driven here: what is there is read from the library's inventory and from Deployments, an unfinished
// installation is finished, another version is an upgrade (hazard H12), and it is ready when webhooks answer (hazard H20).
package install
