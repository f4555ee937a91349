// Package docker handles what a lab has on a Docker host besides its clusters: the network on which they meet, the volume
// that proves what is the lab's, the connections of the management nodes to the network, and the containers of workload
// clusters.
//
// What is the lab's is proven by the label kaaslab.dev/lab where kaaslab makes the thing. Containers of workload clusters
// are made by Cluster API, which labels them like those of every kind cluster (hazard H1); theirs is proven by the lab's
// volume, which a ClusterClass of kaaslab mounts into them.
package docker
