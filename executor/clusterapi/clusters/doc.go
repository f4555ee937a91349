// Package clusters handles what a lab has in Cluster API: its ClusterClasses with their templates, and its workload Clusters.
//
// Workload clusters that the lab makes are topology clusters: one object each, from which Cluster API makes all others.
// Upgrades, scaling and the order of a rollout are Cluster API's work; this package writes what is wanted and judges by the
// conditions of the v1beta2 contract whether it has become so. Existing clusters are labelled and looked at, through the same
// contract, whatever they are made from. Of clusters on Docker it is told which containers there are, because Cluster API is
// slow to see that one is gone.
package clusters
