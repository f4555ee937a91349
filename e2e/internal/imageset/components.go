package imageset

import (
	"context"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// Names of images as kubeadm, or the manifests of the tests, call them.
const (
	pauseImage     = "registry.k8s.io/pause:3.10.2"
	etcdImage      = "registry.k8s.io/etcd:3.6.8-0"
	coreDNSImage   = "registry.k8s.io/coredns/coredns:v1.14.2"
	CNIImage       = "kaaslab.dev/e2e/cni:v1"
	WebserverImage = "kaaslab.dev/e2e/webserver:v1"
)

const searchPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// nodePrograms are the names that the one program of a node is called by.
var nodePrograms = []string{
	"kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy",
	"kubelet", "kubeadm", "kubectl", "etcd",
}

func (b *builder) nodeProgramLayer(ctx context.Context) (oci.Layer, error) {
	return b.programLayer(ctx, "node", "./programs/node", nodePrograms...)
}

// componentImages are the images of a cluster's own pods.
func (b *builder) componentImages(ctx context.Context) ([]oci.Image, error) {
	libc, err := b.libcLayer(ctx)
	if err != nil {
		return nil, err
	}
	node, err := b.nodeProgramLayer(ctx)
	if err != nil {
		return nil, err
	}
	iptables, err := b.iptablesLayer(ctx)
	if err != nil {
		return nil, err
	}
	config := oci.Config{Env: []string{searchPath}}
	images := []oci.Image{
		{Ref: etcdImage, Layers: []oci.Layer{libc, node}, Config: config},
		{Ref: "registry.k8s.io/kube-proxy:" + Kubernetes, Layers: []oci.Layer{libc, node, iptables}, Config: config},
	}
	for _, name := range []string{"kube-apiserver", "kube-controller-manager", "kube-scheduler"} {
		ref := "registry.k8s.io/" + name + ":" + Kubernetes
		images = append(images, oci.Image{Ref: ref, Layers: []oci.Layer{libc, node}, Config: config})
	}
	return images, nil
}

// iptablesLayer is iptables with its extensions and their libraries.
func (b *builder) iptablesLayer(ctx context.Context) (oci.Layer, error) {
	lib := "./usr/lib/*-linux-gnu/"
	return b.subsetLayer(ctx, "iptables",
		"./usr/sbin/iptables*", "./usr/sbin/ip6tables*", "./usr/sbin/xtables-*", "./usr/sbin/conntrack",
		"./etc/alternatives/iptables*", "./etc/alternatives/ip6tables*", "./etc/protocols", "./etc/ethertypes",
		lib+"xtables", lib+"libxtables.so*", lib+"libip4tc.so*", lib+"libip6tc.so*", lib+"libmnl.so*", lib+"libnftnl.so*",
		lib+"libnetfilter_conntrack.so*", lib+"libnfnetlink.so*", lib+"libm.so*",
	)
}

// programImages are images of one program each, which have further names in all of them.
func (b *builder) programImages(ctx context.Context, programs []managed, links ...string) ([]oci.Image, error) {
	var images []oci.Image
	for _, p := range programs {
		image, err := b.programImage(ctx, p.ref, p.name, p.pkg, links...)
		if err != nil {
			return nil, err
		}
		images = append(images, image)
	}
	return images, nil
}

// programImage is an image of one program.
func (b *builder) programImage(ctx context.Context, ref, name, pkg string, links ...string) (oci.Image, error) {
	libc, err := b.libcLayer(ctx)
	if err != nil {
		return oci.Image{}, err
	}
	program, err := b.programLayer(ctx, name, pkg, links...)
	if err != nil {
		return oci.Image{}, err
	}
	return oci.Image{
		Ref:    ref,
		Layers: []oci.Layer{libc, program},
		Config: oci.Config{Entrypoint: []string{"/usr/local/bin/" + name}, Env: []string{searchPath}},
	}, nil
}
