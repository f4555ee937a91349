// Package embedded handles a management cluster that is a local process: the program kaaslab-embedded, which runs etcd,
// kube-apiserver and the Cluster API controllers.
//
// The process outlives kaaslab, in a session of its own. That it lives is proven by the lock on its data directory, never
// by a process number alone; what it does is in its status file; that it works is asked of its API server. One that was stopped on purpose says so
// in the record beside its data.
package embedded
