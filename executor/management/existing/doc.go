// Package existing handles a management cluster that somebody else runs. It looks whether the cluster has what the lab
// needs, and never changes it.
package existing
