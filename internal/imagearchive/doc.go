// Package imagearchive downloads images from their registries into one archive, which Docker, containerd, k3s and tools for registries
// read: an OCI image layout, and beside its index the one that `docker load` of any age takes. A download that was cut short goes on
// where it was. A [Layout] is an archive for tools for registries alone, which has an artifact beside images, and [Open] reads it.
package imagearchive
