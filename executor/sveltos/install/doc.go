// Package install handles the Helm release of Sveltos. It and executor/charts are the only packages that import Helm's library.
//
// A release is made as `helm install` makes it, so that helm sees it and can change it: values that somebody added stay.
// Nothing of the user's own helm is read or written: repositories, caches and registries are the lab's own.
//
// Helm makes a revision even if nothing changes, so a release is only upgraded when its chart version or values differ. An
// operation of helm cannot be stopped: one that was cut short with its program leaves a release that is pending, which helm
// refuses to touch. The lab's lock says that nobody works on it, so it is taken up as one that failed.
package install
