package dockertest

import (
	"context"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/client"
	"github.com/docker/go-connections/nat"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
)

// Real returns the real daemon for tests, or skips the test.
func Real(t *testing.T) *Daemon {
	t.Helper()
	host := Host(t)
	raw, err := client.NewClientWithOpts(client.WithHost(host), client.WithAPIVersionNegotiation())
	must(t, err)
	t.Cleanup(func() { must(t, raw.Close()) })
	e := engine.At(host)
	api, err := e.API(t.Context())
	must(t, err)
	return &Daemon{Engine: e, API: api, Real: true, Create: func(t *testing.T, c Container) { create(t, raw, c) },
		Idle: func(t *testing.T) string { return Image(t, raw, "idle", idle) },
		Stop: func(t *testing.T, name string) { stop(t, raw, name) },
	}
}

func create(t *testing.T, raw *client.Client, c Container) {
	t.Helper()
	config := &container.Config{Image: Image(t, raw, "idle", idle), Labels: c.Labels, Env: c.Env}
	hostConfig := &container.HostConfig{NetworkMode: "none"}
	if c.Volume != "" {
		hostConfig.Binds = []string{c.Volume + ":ro"}
	}
	if c.Publish != "" {
		config.ExposedPorts = nat.PortSet{nat.Port(c.Publish): {}}
		hostConfig.PortBindings = nat.PortMap{nat.Port(c.Publish): {{HostIP: "127.0.0.1"}}}
	}
	networks := &network.NetworkingConfig{}
	if c.Network != "" {
		endpoint := &network.EndpointSettings{}
		if c.Address != "" {
			endpoint.IPAMConfig = &network.EndpointIPAMConfig{IPv4Address: c.Address}
		}
		hostConfig.NetworkMode = container.NetworkMode(c.Network)
		networks.EndpointsConfig = map[string]*network.EndpointSettings{c.Network: endpoint}
	}
	made, err := raw.ContainerCreate(t.Context(), config, hostConfig, networks, nil, c.Name)
	must(t, err)
	t.Cleanup(func() {
		err := raw.ContainerRemove(context.Background(), made.ID, container.RemoveOptions{Force: true, RemoveVolumes: true})
		if err != nil && !strings.Contains(err.Error(), "No such container") {
			t.Log(err)
		}
	})
	for path, content := range c.Files {
		must(t, raw.CopyToContainer(t.Context(), made.ID, "/", archiveOf(strings.TrimPrefix(path, "/"), content), container.CopyToContainerOptions{}))
	}
	if !c.Stopped {
		must(t, raw.ContainerStart(t.Context(), made.ID, container.StartOptions{}))
	}
}

type stopper interface {
	ContainerStop(ctx context.Context, id string, options container.StopOptions) error
}

func stop(t *testing.T, daemon stopper, name string) {
	t.Helper()
	must(t, daemon.ContainerStop(t.Context(), name, container.StopOptions{}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
