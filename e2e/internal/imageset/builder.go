// Package imageset builds every image, manifest and chart that a lab on Docker
// needs, from the Go modules that this module requires and from Debian's
// packages, so that the end-to-end tests need no image registry.
package imageset

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// CacheVariable is an environment variable with the directory that keeps what
// was built. The default is .cache in this module.
const CacheVariable = "KAASLAB_E2E_CACHE"

// Options is what a build is given.
type Options struct {
	Host string // the Docker daemon that the images are loaded into
	Log  func(format string, args ...any)
}

type builder struct {
	cache  cache
	module string // the directory of this module
	host   string
	log    func(format string, args ...any)
}

// Built says where the files are that a lab is given.
type Built struct {
	Repository string // a clusterctl repository, LABEL/VERSION/FILE
	Chart      string // the chart of Sveltos
	Addons     string // manifests for workload clusters
	Node       string // the program of a node, which is kubectl too
}

// Build builds what is missing and loads into the daemon what it has not got.
func Build(ctx context.Context, options Options) (Built, error) {
	b, err := newBuilder(ctx, options)
	if err != nil {
		return Built{}, err
	}
	images, err := b.images(ctx)
	if err != nil {
		return Built{}, err
	}
	if err := b.load(ctx, images); err != nil {
		return Built{}, err
	}
	for _, step := range []func(context.Context) error{
		b.removeReplaced, b.writeRepository, b.writeChart, b.writeManifests,
	} {
		if err := step(ctx); err != nil {
			return Built{}, err
		}
	}
	node, err := b.program(ctx, "node", "./programs/node")
	if err != nil {
		return Built{}, err
	}
	below := func(name string) string { return filepath.Join(b.cache.dir, name) }
	return Built{below(repositoryDir), below(chartDir), below(addonsDir), node}, b.cache.prune()
}

func newBuilder(ctx context.Context, options Options) (*builder, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return nil, fmt.Errorf("find the module: %w", err)
	}
	module := filepath.Dir(strings.TrimSpace(string(out)))
	dir, err := filepath.Abs(cmp.Or(os.Getenv(CacheVariable), filepath.Join(module, ".cache")))
	if err != nil {
		return nil, err
	}
	return &builder{cache: newCache(dir), module: module, host: options.Host, log: options.Log}, os.MkdirAll(dir, 0o755)
}

// images builds those that Docker itself runs. What their containers run in
// turn is inside them.
func (b *builder) images(ctx context.Context) ([]oci.Image, error) {
	return b.onDocker(ctx, b.k3sImage)
}

// onDocker are those that containers are made of, with the one of k3s' nodes.
func (b *builder) onDocker(ctx context.Context, k3s func(context.Context) (oci.Image, error)) ([]oci.Image, error) {
	var images []oci.Image
	for _, build := range []func(context.Context) (oci.Image, error){
		b.loadBalancerImage, b.nodeImage, b.k3dToolsImage, b.k3dProxyImage, k3s,
	} {
		image, err := build(ctx)
		if err != nil {
			return nil, err
		}
		images = append(images, image)
	}
	return images, nil
}
