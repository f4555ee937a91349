package imageset

import (
	"context"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

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
