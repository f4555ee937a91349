// Package k3d handles a management cluster that is made of k3s nodes in Docker containers, through the k3d library. What it
// makes is a cluster of k3d's like any other: `k3d cluster list`, stop, start and delete work on it, and kaaslab sees what
// they did.
//
// The library makes and starts containers. What there is, and whose it is, is read from Docker, and what goes is removed
// there: a creation that fails leaves a network and a volume that the library cannot find again. It is fenced in, because it
// logs to stderr, ends the process on some errors, and takes the newest image of its helpers.
package k3d
