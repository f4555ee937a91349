package imageset

import (
	"context"
	"strings"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// The management cluster's images, as k3d asks for them. Its helper images
// have k3d's own version as their tag.
const (
	K3dVersion    = "5.9.0"
	K3dToolsImage = "ghcr.io/k3d-io/k3d-tools:" + K3dVersion
	K3dProxyImage = "ghcr.io/k3d-io/k3d-proxy:" + K3dVersion
	K3sImage      = "rancher/k3s:" + Kubernetes + "-k3s1"
)

// k3sImage is a node of the management cluster, with the images that run there.
func (b *builder) k3sImage(ctx context.Context) (oci.Image, error) {
	contents, err := b.managementContents(ctx)
	if err != nil {
		return oci.Image{}, err
	}
	archive, err := b.archiveLayer("management-images", "/usr/share/node/management.tar", contents)
	if err != nil {
		return oci.Image{}, err
	}
	return b.bareK3sImage(ctx, archive)
}

// bareK3sImage is a node that pulls what runs on it, but for what is in more layers.
func (b *builder) bareK3sImage(ctx context.Context, more ...oci.Layer) (oci.Image, error) {
	base, err := b.baseLayer(ctx)
	if err != nil {
		return oci.Image{}, err
	}
	node, err := b.nodeProgramLayer(ctx)
	if err != nil {
		return oci.Image{}, err
	}
	layers := append([]oci.Layer{base, node}, more...)
	for _, name := range []string{"cni", "k3s"} {
		program, err := b.programLayer(ctx, name, "./programs/"+name)
		if err != nil {
			return oci.Image{}, err
		}
		layers = append(layers, program)
	}
	links, err := b.cache.layer("k3s-links-1", linkK3s)
	if err != nil {
		return oci.Image{}, err
	}
	return oci.Image{Ref: K3sImage, Layers: append(layers, links), Config: k3sConfig()}, nil
}

// linkK3s puts the programs where k3d's scripts call them. Those are written
// for busybox's shell.
func linkK3s(tree *oci.Tree) error {
	for _, link := range [][2]string{
		{"/usr/bin/k3s", "/usr/local/bin/k3s"}, {"/usr/bin/kubectl", "/usr/local/bin/kubectl"}, {"/usr/bin/sh", "busybox"},
	} {
		if err := tree.Link(link[0], link[1]); err != nil {
			return err
		}
	}
	return nil
}

func k3sConfig() oci.Config {
	volumes := map[string]struct{}{}
	for _, path := range strings.Fields("/var/lib/rancher/k3s /var/lib/kubelet /var/lib/cni /var/log") {
		volumes[path] = struct{}{}
	}
	return oci.Config{
		Entrypoint: []string{"/bin/k3s"},
		Cmd:        []string{"agent"},
		Env: []string{
			searchPath,
			"KUBECONFIG=/etc/rancher/k3s/k3s.yaml",
			// For "ctr", which k3d imports images with.
			"CONTAINERD_ADDRESS=/run/k3s/containerd/containerd.sock", "CONTAINERD_NAMESPACE=k8s.io",
		},
		Volumes: volumes,
	}
}
