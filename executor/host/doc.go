// Package host handles what a lab has on the machine itself: kernel settings and kubeconfig files.
//
// Kernel settings belong to nobody. They are raised, never lowered, and stay when the lab goes. Kubeconfig files are the
// lab's own, in its state directory; the user's kubeconfig is touched by Merge and Unmerge only, on request.
package host
