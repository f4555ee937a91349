package lab

import (
	"context"
	"path/filepath"

	"github.com/kaaslab/kaaslab/embedded/internal/charts"
	"github.com/kaaslab/kaaslab/embedded/internal/install"
	"github.com/kaaslab/kaaslab/embedded/internal/manifests"
	"github.com/kaaslab/kaaslab/embedded/internal/ports"
	"github.com/kaaslab/kaaslab/embedded/internal/sveltos"
)

// startCharts begins before Sveltos, which reads the charts.
func (r *run) startCharts(context.Context) error {
	listener, err := ports.Listen(r.parts.ports.Charts)
	if err != nil {
		return err
	}
	r.background("charts", func(ctx context.Context) error { return charts.Serve(ctx, listener, r.parts.client) })
	return nil
}

// startSveltos lets Sveltos run whenever there is something for it to do. It is
// not waited for: add-ons come after clusters, and without them a lab is whole.
func (r *run) startSveltos(ctx context.Context) error {
	s, err := sveltos.New(sveltos.Config{
		API:        r.parts.client,
		Dir:        r.dir,
		Kubeconfig: filepath.Join(r.dir, "kubeconfig"),
		Version:    SveltosVersion,
		Install:    r.installSveltos,
		Failed:     r.status.SetSveltosFailure,
	})
	if err != nil {
		return err
	}
	r.background("add-ons", s.Run)
	return nil
}

func (r *run) installSveltos(ctx context.Context) error {
	kinds, err := manifests.Sveltos()
	if err != nil {
		return err
	}
	installer, err := install.New(r.parts.client, kinds)
	if err != nil {
		return err
	}
	return installer.Definitions(ctx, nil)
}
