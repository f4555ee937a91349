package imageset

import (
	"context"
	"embed"
	"io"
	"io/fs"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

//go:embed files
var files embed.FS

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
	for _, p := range []struct{ ref, name string }{
		{pauseImage, "pause"}, {coreDNSImage, "coredns"}, {CNIImage, "cni"}, {WebserverImage, "webserver"},
	} {
		image, err := b.programImage(ctx, p.ref, p.name, "./programs/"+p.name)
		if err != nil {
			return nil, err
		}
		images = append(images, image)
	}
	return images, nil
}

// loadBalancerImage stands in front of a workload cluster's API servers.
func (b *builder) loadBalancerImage(ctx context.Context) (oci.Image, error) {
	base, err := b.baseLayer(ctx)
	if err != nil {
		return oci.Image{}, err
	}
	own, err := b.filesLayer("haproxy", nil)
	if err != nil {
		return oci.Image{}, err
	}
	return oci.Image{
		Ref:    LoadBalancerImage,
		Layers: []oci.Layer{base, own},
		Config: oci.Config{
			Entrypoint: []string{"haproxy", "-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"},
			Env:        []string{searchPath},
			StopSignal: "SIGUSR1",
		},
	}, nil
}

// filesLayer holds the files of one image, and what more adds.
func (b *builder) filesLayer(name string, more func(*oci.Tree) error) (oci.Layer, error) {
	own, err := fs.Sub(files, "files/"+name)
	if err != nil {
		return oci.Layer{}, err
	}
	sources, err := hashTree(own)
	if err != nil {
		return oci.Layer{}, err
	}
	return b.cache.layer(name+"-files-"+key(sources, masked), func(tree *oci.Tree) error {
		if err := tree.FS("/", own); err != nil || more == nil {
			return err
		}
		return more(tree)
	})
}

// archiveLayer holds images as one file.
func (b *builder) archiveLayer(name, path string, images []oci.Image) (oci.Layer, error) {
	var ids []any
	for _, image := range images {
		id, err := image.ID()
		if err != nil {
			return oci.Layer{}, err
		}
		ids = append(ids, image.Ref, id)
	}
	archive, err := b.cache.file("archives/"+name+"-"+key(ids...)+".tar", func(path string) error {
		return writeFile(path, func(out io.Writer) error { return oci.WriteArchive(out, images) })
	})
	if err != nil {
		return oci.Layer{}, err
	}
	return b.cache.layer(name+"-"+key(path, key(ids...)), func(tree *oci.Tree) error {
		return tree.Copy(path, 0o644, archive)
	})
}
