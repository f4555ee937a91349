package imageset

import (
	"context"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// k3dToolsImage runs beside a cluster while k3d makes it. k3d runs commands in
// it, its own program only has to stay.
func (b *builder) k3dToolsImage(ctx context.Context) (oci.Image, error) {
	return b.toolImage(ctx, K3dToolsImage, "pause", "./programs/pause")
}

// k3dProxyImage is the load balancer in front of the management cluster.
func (b *builder) k3dProxyImage(ctx context.Context) (oci.Image, error) {
	return b.toolImage(ctx, K3dProxyImage, "k3dproxy", "./programs/k3dproxy")
}

// toolImage is an image of one program with a shell and tools around it.
func (b *builder) toolImage(ctx context.Context, ref, name, pkg string) (oci.Image, error) {
	base, err := b.baseLayer(ctx)
	if err != nil {
		return oci.Image{}, err
	}
	program, err := b.programLayer(ctx, name, pkg)
	if err != nil {
		return oci.Image{}, err
	}
	return oci.Image{
		Ref:    ref,
		Layers: []oci.Layer{base, program},
		Config: oci.Config{Entrypoint: []string{"/usr/local/bin/" + name}, Env: []string{searchPath}},
	}, nil
}
