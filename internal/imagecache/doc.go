// Package imagecache is a pull-through cache of container images: containerd on the nodes of a lab asks it instead of the registries, so
// that what all nodes need comes over the internet once.
//
// It speaks the part of the registry API that a pull takes, for any registry: containerd names the one that it means by ?ns=<host>. What a
// digest names is kept on disk and served from there for good. A tag is looked up at its registry each time, and where that cannot be
// reached, the tag means what it meant last.
//
// A blob is served while it comes in. Whoever asks for it meanwhile follows the same download, up to its last byte: that is held back until
// the digest is proven, so that no node ever sees the end of a wrong blob. Ranges that end before are not proven; containerd proves the
// whole.
//
// The cache has no logins of its own for those who ask: what one node may pull, by the logins of the configuration, all may that reach the
// cache. It is for the nodes of one lab, in a network of theirs.
package imagecache
