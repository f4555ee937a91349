// Package host handles what a lab has on the machine itself: kernel settings and kubeconfig files.
//
// Kernel settings belong to nobody. They are raised, never lowered, and stay when the lab goes; they are those of the
// kernel that the lab's containers run on, which is another one with Docker in a virtual machine or on another host. The
// file that has the system raise them when it boots is the lab's own. Kubeconfig files are, too,
// in its state directory; the user's kubeconfig is touched by Merge and Unmerge only, on request.
package host
