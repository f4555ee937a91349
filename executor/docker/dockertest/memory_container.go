package dockertest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/go-connections/nat"
)

func (m *memory) create(t *testing.T, asked Container) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	c := &container.InspectResponse{
		ContainerJSONBase: &container.ContainerJSONBase{
			ID: m.id("container"), Created: m.now().Format(time.RFC3339Nano), Name: "/" + asked.Name, State: &container.State{Running: !asked.Stopped}, HostConfig: &container.HostConfig{NetworkMode: container.NetworkMode(cmp.Or(asked.Network, "none"))},
		},
		Config:          &container.Config{Labels: asked.Labels, Image: asked.Image, Env: asked.Env},
		NetworkSettings: &container.NetworkSettings{Networks: map[string]*network.EndpointSettings{}},
	}
	if !asked.Stopped {
		c.State.StartedAt = started
	}
	if name, path, found := strings.Cut(asked.Volume, ":"); found {
		c.Mounts = []container.MountPoint{{Type: "volume", Name: name, Destination: path}}
	}
	if asked.Publish != "" {
		c.NetworkSettings.Ports = nat.PortMap{nat.Port(asked.Publish): {{HostIP: "127.0.0.1", HostPort: asked.Port}}}
	}
	for path, content := range asked.Files {
		m.files[c.Name+path] = content
	}
	m.containers = append(m.containers, c)
	if asked.Network == "" {
		return
	}
	n, err := m.network(asked.Network)
	must(t, err)
	endpoint := &network.EndpointSettings{}
	if asked.Address != "" {
		endpoint.IPAMConfig = &network.EndpointIPAMConfig{IPv4Address: asked.Address}
	}
	must(t, m.connect(c, n, endpoint))
}

// started is when every container of a daemon in memory was started.
const started = "2026-01-01T00:00:00Z"

func (m *memory) container(id string) (*container.InspectResponse, error) {
	for _, c := range m.containers {
		if c.ID == id || c.Name == "/"+id {
			return c, nil
		}
	}
	return nil, missing("container", id)
}

// ContainerList implements engine.API.
func (m *memory) ContainerList(_ context.Context, options container.ListOptions) ([]container.Summary, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []container.Summary
	for _, c := range m.containers {
		if m.matches(c, options.Filters) && (options.All || c.State.Running) {
			list = append(list, summary(c))
		}
	}
	return list, nil
}

func (m *memory) matches(c *container.InspectResponse, filter filters.Args) bool {
	for _, id := range filter.Get("network") {
		if n, err := m.network(id); err != nil || c.NetworkSettings.Networks[n.Name] == nil {
			return false
		}
	}
	for _, name := range filter.Get("volume") {
		if !slices.ContainsFunc(c.Mounts, func(m container.MountPoint) bool { return m.Name == name }) {
			return false
		}
	}
	return filter.Match("name", c.Name) && filter.MatchKVList("label", c.Config.Labels)
}

func summary(c *container.InspectResponse) container.Summary {
	s := container.Summary{ID: c.ID, Names: []string{c.Name}, Labels: c.Config.Labels, Mounts: c.Mounts, State: "exited"}
	for port, bindings := range c.NetworkSettings.Ports {
		for _, b := range bindings {
			public, _ := strconv.ParseUint(b.HostPort, 10, 16)
			s.Ports = append(s.Ports, container.Port{IP: b.HostIP, PrivatePort: uint16(port.Int()), PublicPort: uint16(public), Type: port.Proto()})
		}
	}
	s.HostConfig.NetworkMode = string(c.HostConfig.NetworkMode)
	s.NetworkSettings = &container.NetworkSettingsSummary{Networks: copyOf(c).NetworkSettings.Networks}
	if made, err := time.Parse(time.RFC3339Nano, c.Created); err == nil {
		s.Created = made.Unix()
	}
	if c.State.Running {
		s.State = "running"
	}
	return s
}

// copyOf is what a caller may keep.
func copyOf(c *container.InspectResponse) container.InspectResponse {
	base, state, host, settings := *c.ContainerJSONBase, *c.State, *c.HostConfig, *c.NetworkSettings
	base.State, base.HostConfig = &state, &host
	settings.Networks = map[string]*network.EndpointSettings{}
	for name, endpoint := range c.NetworkSettings.Networks {
		settings.Networks[name] = endpoint.Copy()
	}
	return container.InspectResponse{ContainerJSONBase: &base, Config: c.Config, Mounts: c.Mounts, NetworkSettings: &settings}
}

// ContainerInspect implements engine.API.
func (m *memory) ContainerInspect(_ context.Context, id string) (container.InspectResponse, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, err := m.container(id)
	if err != nil {
		return container.InspectResponse{}, err
	}
	return copyOf(c), nil
}

// ContainerStart implements engine.API.
func (m *memory) ContainerStart(_ context.Context, id string, _ container.StartOptions) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, err := m.container(id)
	if err != nil {
		return err
	}
	if s := m.scripts[c.ID]; s != nil {
		s.ended = make(chan struct{})
		go m.runScript(c.ID, s)
		return nil
	}
	c.State.Running, c.State.Status, c.State.StartedAt = true, "running", started
	for name, endpoint := range c.NetworkSettings.Networks {
		fixed := ""
		if endpoint.IPAMConfig != nil {
			fixed = endpoint.IPAMConfig.IPv4Address
		}
		n, err := m.network(name)
		if err == nil {
			err = m.give(c, n, endpoint, fixed)
		}
		if err != nil {
			c.State.Running = false
			return err
		}
	}
	return nil
}

// ContainerStop stops a container as `docker stop` does.
func (m *memory) ContainerStop(_ context.Context, id string, _ container.StopOptions) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, err := m.container(id)
	if err != nil {
		return err
	}
	c.State.Running, c.State.Status = false, "exited"
	for _, endpoint := range c.NetworkSettings.Networks {
		endpoint.IPAddress = ""
	}
	return nil
}

// ContainerRemove implements engine.API. It returns once no process of the container is left.
func (m *memory) ContainerRemove(_ context.Context, id string, _ container.RemoveOptions) error {
	s, err := m.take(id)
	if err != nil || s == nil {
		return err
	}
	s.kill()
	if s.ended != nil {
		<-s.ended
	}
	return nil
}

// take forgets a container and returns the script in it, if it was made to run one.
func (m *memory) take(id string) (*script, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, err := m.container(id)
	if err != nil {
		return nil, err
	}
	m.containers = slices.DeleteFunc(m.containers, func(other *container.InspectResponse) bool { return other == c })
	maps.DeleteFunc(m.files, func(path, _ string) bool { return strings.HasPrefix(path, c.Name+"/") })
	return m.scripts[c.ID], nil
}

// ContainerUpdate implements engine.API.
func (m *memory) ContainerUpdate(_ context.Context, id string, config container.UpdateConfig) (container.UpdateResponse, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, err := m.container(id)
	if err == nil {
		c.HostConfig.RestartPolicy = config.RestartPolicy
	}
	return container.UpdateResponse{}, err
}
