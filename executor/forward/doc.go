// Package forward brings a port of a Service in a workload cluster to a port of this machine, as kubectl port-forward does,
// and goes on with another pod when the one behind it ends.
package forward
