// Package statedir is a lab's own directory: the kubeconfigs, the embedded cluster's data, the log, and the lock that keeps
// two runs from changing one lab at the same time.
//
// It holds no record of what the lab consists of; that is observed. Reading never creates anything: the directory comes
// with the first file that is written, readable by its owner only.
package statedir
