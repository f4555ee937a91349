package engine

import (
	"context"
	"errors"
	"time"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/system"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/client"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// patience is how long Docker may take for what it does at once. A daemon that hangs takes requests, and never answers one.
const patience = 75 * time.Second

// patient is a daemon that is not waited for without an end. What may rightly take long, such as to stop a container or to pull an
// image, is waited for as long as the step may last.
type patient struct {
	API
	patience time.Duration
}

func within[T any](ctx context.Context, p patient, ask func(context.Context) (T, error)) (T, error) {
	limited, cancel := context.WithTimeout(ctx, p.patience)
	defer cancel()
	answer, err := ask(limited)
	if err != nil && ctx.Err() == nil && errors.Is(limited.Err(), context.DeadlineExceeded) {
		err = executor.Unanswered{
			By: "the Docker daemon", Within: p.patience, Look: "look whether it hangs (`docker ps`), and start it anew if so", Code: fault.NoDocker,
		}
	}
	return answer, err
}

func (p patient) do(ctx context.Context, ask func(context.Context) error) error {
	_, err := within(ctx, p, func(ctx context.Context) (struct{}, error) { return struct{}{}, ask(ctx) })
	return err
}

func (p patient) Ping(ctx context.Context) (types.Ping, error) { return within(ctx, p, p.API.Ping) }

func (p patient) Info(ctx context.Context) (system.Info, error) { return within(ctx, p, p.API.Info) }

func (p patient) ServerVersion(ctx context.Context) (types.Version, error) {
	return within(ctx, p, p.API.ServerVersion)
}

func (p patient) ContainerList(ctx context.Context, options container.ListOptions) ([]container.Summary, error) {
	return within(ctx, p, func(ctx context.Context) ([]container.Summary, error) { return p.API.ContainerList(ctx, options) })
}

func (p patient) ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error) {
	return within(ctx, p, func(ctx context.Context) (container.InspectResponse, error) { return p.API.ContainerInspect(ctx, id) })
}

func (p patient) NetworkList(ctx context.Context, options network.ListOptions) ([]network.Summary, error) {
	return within(ctx, p, func(ctx context.Context) ([]network.Summary, error) { return p.API.NetworkList(ctx, options) })
}

func (p patient) NetworkCreate(ctx context.Context, name string, options network.CreateOptions) (network.CreateResponse, error) {
	return within(ctx, p, func(ctx context.Context) (network.CreateResponse, error) {
		return p.API.NetworkCreate(ctx, name, options)
	})
}

func (p patient) NetworkRemove(ctx context.Context, id string) error {
	return p.do(ctx, func(ctx context.Context) error { return p.API.NetworkRemove(ctx, id) })
}

func (p patient) NetworkConnect(ctx context.Context, name, container string, config *network.EndpointSettings) error {
	return p.do(ctx, func(ctx context.Context) error { return p.API.NetworkConnect(ctx, name, container, config) })
}

func (p patient) NetworkDisconnect(ctx context.Context, network, container string, force bool) error {
	return p.do(ctx, func(ctx context.Context) error { return p.API.NetworkDisconnect(ctx, network, container, force) })
}

func (p patient) VolumeList(ctx context.Context, options volume.ListOptions) (volume.ListResponse, error) {
	return within(ctx, p, func(ctx context.Context) (volume.ListResponse, error) { return p.API.VolumeList(ctx, options) })
}

func (p patient) VolumeCreate(ctx context.Context, options volume.CreateOptions) (volume.Volume, error) {
	return within(ctx, p, func(ctx context.Context) (volume.Volume, error) { return p.API.VolumeCreate(ctx, options) })
}

func (p patient) VolumeRemove(ctx context.Context, id string, force bool) error {
	return p.do(ctx, func(ctx context.Context) error { return p.API.VolumeRemove(ctx, id, force) })
}

func (p patient) ImageInspect(ctx context.Context, ref string, options ...client.ImageInspectOption) (image.InspectResponse, error) {
	return within(ctx, p, func(ctx context.Context) (image.InspectResponse, error) {
		return p.API.ImageInspect(ctx, ref, options...)
	})
}
