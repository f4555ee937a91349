package imageset

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// packages are what a node needs of Debian besides the minimal system.
var packages = []string{
	"systemd", "systemd-sysv", "dbus",
	"containerd", "runc", "containernetworking-plugins",
	"iptables", "conntrack", "iproute2", "ethtool", "socat", "kmod", "procps", "mount", "util-linux",
	"ca-certificates", "curl", "haproxy", "busybox",
}

// unwanted is left out of the base: it is a third of it, and nothing reads it.
var unwanted = []string{
	"./dev/*", "./proc/*", "./sys/*", "./tmp/*", "./run/*", "./debootstrap",
	"./usr/share/doc", "./usr/share/man", "./usr/share/info", "./usr/share/locale", "./usr/share/zoneinfo",
	"./var/cache/apt", "./var/lib/apt/lists", "./var/log/*", "./etc/machine-id", "./etc/resolv.conf", "./etc/hostname",
}

const debian = "bookworm"

// baseLayer is Debian with the packages of a node.
func (b *builder) baseLayer(ctx context.Context) (oci.Layer, error) {
	name := "base-" + key(debian, packages, unwanted, "1")
	path, err := b.cache.file("layers/"+name+".tar", func(path string) error {
		return b.bootstrap(ctx, path)
	})
	if err != nil {
		return oci.Layer{}, fmt.Errorf("base: %w", err)
	}
	return b.cache.layerOf(path)
}

func (b *builder) bootstrap(ctx context.Context, tarFile string) error {
	root, err := os.MkdirTemp("", "kaaslab-e2e-base-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(root)
	b.log("debootstrap %s with %d packages", debian, len(packages))
	include := "--include=" + strings.Join(packages, ",")
	if err := b.run(ctx, "debootstrap", "--variant=minbase", include, debian, root); err != nil {
		return err
	}
	args := []string{"-C", root, "--numeric-owner", "--sort=name", "--mtime=@0", "-cf", tarFile}
	for _, pattern := range unwanted {
		args = append(args, "--exclude="+pattern)
	}
	return b.run(ctx, "tar", append(args, ".")...)
}

// subsetLayer is those files of the base that match the patterns, with what
// symbolic links among them point to.
func (b *builder) subsetLayer(ctx context.Context, name string, patterns ...string) (oci.Layer, error) {
	base, err := b.baseLayer(ctx)
	if err != nil {
		return oci.Layer{}, err
	}
	name += "-" + key(base.Digest, patterns)
	path, err := b.cache.file("layers/"+name+".tar", func(path string) error {
		root, err := os.MkdirTemp("", "kaaslab-e2e-subset-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(root)
		args := append([]string{"-C", root, "--wildcards", "--no-wildcards-match-slash", "-xf", base.Path}, patterns...)
		if err := b.run(ctx, "tar", args...); err != nil {
			return err
		}
		return b.run(ctx, "tar", "-C", root, "--numeric-owner", "--sort=name", "--mtime=@0", "-cf", path, ".")
	})
	if err != nil {
		return oci.Layer{}, fmt.Errorf("files of the base for %s: %w", name, err)
	}
	return b.cache.layerOf(path)
}

func (b *builder) run(ctx context.Context, name string, args ...string) error {
	return b.runIn(ctx, ".", name, args...)
}

func (b *builder) runIn(ctx context.Context, dir, name string, args ...string) error {
	command := exec.CommandContext(ctx, name, args...)
	command.Dir = dir
	out, err := command.CombinedOutput()
	if err != nil {
		tail := string(out[max(0, len(out)-2000):])
		return fmt.Errorf("%s: %w: %s", filepath.Base(name), err, tail)
	}
	return nil
}
