// Package download gets packed Helm charts from where people publish them: a repository with an index, an OCI registry, or an
// address. Nothing of the user's configuration of Helm is read.
package download
