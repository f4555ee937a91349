package dockertest

import (
	"context"
	"sync"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
)

// Meanwhile is the daemon for a handler behind whose back something happens once, after the first list that has or lacks what
// the handler asks for: of containers, networks or volumes.
func (d *Daemon) Meanwhile(happens func()) *engine.Engine {
	return engine.Of(&meanwhile{API: d.API, happens: sync.OnceFunc(happens)}, d.Endpoint().Host)
}

type meanwhile struct {
	engine.API
	happens func()
}

// ContainerList implements engine.API.
func (m *meanwhile) ContainerList(ctx context.Context, options container.ListOptions) ([]container.Summary, error) {
	list, err := m.API.ContainerList(ctx, options)
	m.happens()
	return list, err
}

// NetworkList implements engine.API.
func (m *meanwhile) NetworkList(ctx context.Context, options network.ListOptions) ([]network.Summary, error) {
	list, err := m.API.NetworkList(ctx, options)
	m.happens()
	return list, err
}

// VolumeList implements engine.API.
func (m *meanwhile) VolumeList(ctx context.Context, options volume.ListOptions) (volume.ListResponse, error) {
	list, err := m.API.VolumeList(ctx, options)
	m.happens()
	return list, err
}
