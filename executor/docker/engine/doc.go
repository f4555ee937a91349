// Package engine reaches one Docker daemon, for the adapter of Docker and that of k3d: where it is, a client for it, and
// the few things that both do with containers, networks and images.
//
// Where the daemon is gets resolved once, as the docker command does, so that kaaslab and the k3d library never talk to
// two different daemons. The user's Docker configuration is read and never written.
package engine
