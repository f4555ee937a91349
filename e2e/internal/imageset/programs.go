package imageset

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// Kubernetes is the version of every node and of the management cluster.
const Kubernetes = "v1.36.3"

// linkFlags make the programs small, and tell Kubernetes' its version, without
// which clients refuse to talk to it.
var linkFlags = strings.Join([]string{
	"-s", "-w",
	"-X k8s.io/component-base/version.gitVersion=" + Kubernetes,
	"-X k8s.io/component-base/version.gitMajor=1",
	"-X k8s.io/component-base/version.gitMinor=" + strings.Split(Kubernetes, ".")[1],
}, " ")

// program builds one main package of this module or of one that it requires.
// The package must not import other packages of this module: the key is made of
// its own files and of the versions of all modules.
func (b *builder) program(ctx context.Context, name, pkg string) (string, error) {
	inputs := []any{runtime.Version(), runtime.GOARCH, linkFlags, pkg}
	modules, err := b.moduleVersions()
	if err != nil {
		return "", err
	}
	if dir, own := strings.CutPrefix(pkg, "./"); own {
		sources, err := hashTree(os.DirFS(filepath.Join(b.module, dir)))
		if err != nil {
			return "", err
		}
		inputs = append(inputs, sources)
	}
	return b.cache.file("bin/"+name+"-"+key(append(inputs, modules)...), func(path string) error {
		b.log("build %s", name)
		out, err := filepath.Abs(path)
		if err != nil {
			return err
		}
		if err := b.runIn(ctx, b.module, "go", "build", "-ldflags", linkFlags, "-o", out, pkg); err != nil {
			return fmt.Errorf("build %s: %w", pkg, err)
		}
		return nil
	})
}

// moduleVersions hashes what decides the versions of modules. Whether a module
// is required directly does not.
func (b *builder) moduleVersions() (string, error) {
	mod, err := os.ReadFile(filepath.Join(b.module, "go.mod"))
	if err != nil {
		return "", err
	}
	lines := strings.Split(strings.ReplaceAll(string(mod), " // indirect", ""), "\n")
	slices.Sort(lines)
	return key(strings.TrimSpace(strings.Join(lines, "\n"))), nil
}

// programLayer holds one program. Links are further names of it, in the same
// directory or anywhere.
func (b *builder) programLayer(ctx context.Context, name, pkg string, links ...string) (oci.Layer, error) {
	path, err := b.program(ctx, name, pkg)
	if err != nil {
		return oci.Layer{}, err
	}
	return b.cache.layer(filepath.Base(path)+"-"+key(links), func(tree *oci.Tree) error {
		if err := tree.Copy("/usr/local/bin/"+name, 0o755, path); err != nil {
			return err
		}
		for _, link := range links {
			if !filepath.IsAbs(link) {
				link = "/usr/local/bin/" + link
			}
			if err := tree.Link(link, "/usr/local/bin/"+name); err != nil {
				return err
			}
		}
		return nil
	})
}

// libcLayer is what any program of ours needs that is linked with cgo, and the
// few files that Go's libraries look for.
func (b *builder) libcLayer(ctx context.Context) (oci.Layer, error) {
	return b.subsetLayer(ctx, "libc",
		"./lib64", "./lib", "./bin", "./sbin", "./usr/lib64",
		"./usr/lib/*-linux-gnu/ld-linux-*", "./usr/lib/*-linux-gnu/libc.so.6", "./usr/lib/*-linux-gnu/libresolv.so.2",
		"./usr/lib/*-linux-gnu/libpthread.so.0", "./usr/lib/*-linux-gnu/libnss_*.so.2", "./usr/lib/*-linux-gnu/libdl.so.2",
		"./etc/passwd", "./etc/group", "./etc/nsswitch.conf", "./etc/ssl/certs/ca-certificates.crt", "./tmp",
	)
}
