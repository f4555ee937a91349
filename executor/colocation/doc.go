// Package colocation proves that the management cluster that a lab uses makes its containers on the Docker daemon that kaaslab
// asks.
//
// An existing management cluster may be anywhere, and so may its Docker provider. Names prove nothing: kind calls its nodes the
// same on every machine, and gives them the same addresses. What proves it is a certificate: a container of the daemon that has
// the authority of the management cluster in it is one of its nodes, and one that has the authority of a workload cluster is one
// of its machines.
package colocation
