// Package kube talks to the Kubernetes API server of a management cluster.
//
// Writes are server-side apply with the field owner kaaslab, reads are lists, and waits are watches: one list and one
// watch for each kind of object, however many steps wait. Nothing here knows Cluster API or Sveltos; their packages say
// which objects they want and how to judge them.
//
// A live object is compared with the wanted one in the fields that the lab wants or that its last apply still holds
// (fields.go), so that what a server or a controller fills in is no change.
package kube
