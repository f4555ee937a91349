package imageset

import (
	"context"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// NodeImage and LoadBalancerImage are named as Cluster API's Docker provider
// asks for them.
const (
	NodeImage         = "kindest/node:" + Kubernetes
	LoadBalancerImage = "kindest/haproxy:v20230606-42a2262b"
)

// masked are units of Debian's packages that a node must not start.
var masked = []string{
	"haproxy.service", "getty.target", "console-getty.service", "systemd-udevd.service", "systemd-logind.service",
	"systemd-networkd.service", "systemd-timesyncd.service", "apt-daily.timer", "apt-daily-upgrade.timer",
	"dpkg-db-backup.timer", "e2scrub_all.timer", "e2scrub_reap.service", "fstrim.timer", "systemd-remount-fs.service",
	"dev-hugepages.mount", "sys-kernel-debug.mount", "sys-kernel-tracing.mount", "sys-fs-fuse-connections.mount",
}

// nodeImage is a machine for kubeadm: systemd, containerd, kubelet, and the
// images of a cluster's own pods.
func (b *builder) nodeImage(ctx context.Context) (oci.Image, error) {
	base, err := b.baseLayer(ctx)
	if err != nil {
		return oci.Image{}, err
	}
	program, err := b.nodeProgramLayer(ctx)
	if err != nil {
		return oci.Image{}, err
	}
	machine, err := b.filesLayer("node", func(tree *oci.Tree) error { return enableUnits(tree) })
	if err != nil {
		return oci.Image{}, err
	}
	inside, err := b.nodeContents(ctx)
	if err != nil {
		return oci.Image{}, err
	}
	images, err := b.archiveLayer("node-images", "/usr/share/node/images.tar", inside)
	if err != nil {
		return oci.Image{}, err
	}
	return oci.Image{
		Ref:    NodeImage,
		Layers: []oci.Layer{base, program, images, machine},
		Config: oci.Config{
			Entrypoint: []string{"/usr/local/bin/entrypoint"},
			Env:        []string{searchPath, "container=docker"},
			// What systemd takes for an orderly end.
			StopSignal: "SIGRTMIN+3",
		},
	}, nil
}

// enableUnits does what systemctl would, which does not run while building.
func enableUnits(tree *oci.Tree) error {
	for _, unit := range masked {
		if err := tree.Link("/etc/systemd/system/"+unit, "/dev/null"); err != nil {
			return err
		}
	}
	for _, unit := range []string{"kubelet.service", "images.service"} {
		if err := tree.Link("/etc/systemd/system/multi-user.target.wants/"+unit, "../"+unit); err != nil {
			return err
		}
	}
	return tree.Link("/etc/systemd/system/default.target", "/lib/systemd/system/multi-user.target")
}

// nodeContents are the images that a node holds, so that it pulls none.
func (b *builder) nodeContents(ctx context.Context) ([]oci.Image, error) {
	images, err := b.componentImages(ctx)
	if err != nil {
		return nil, err
	}
	programs, err := b.programImages(ctx, []managed{
		ofModule(pauseImage, "pause"), ofModule(coreDNSImage, "coredns"), ofModule(CNIImage, "cni"), ofModule(WebserverImage, "webserver"),
	})
	return append(images, programs...), err
}
