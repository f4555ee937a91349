package dockertest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"os/exec"
	"strings"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/mount"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/system"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/pkg/stdcopy"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
)

// Ran is a container that was made to run a script.
type Ran struct {
	Image      string
	Labels     map[string]string
	Privileged bool
}

// script is a container that runs one: on this machine, for a daemon in memory has none of its own.
type script struct {
	command []string
	output  net.Conn
	input   *io.PipeReader
	ctx     context.Context // ends when the container is removed
	kill    context.CancelFunc
	ended   chan struct{} // closed once no process of it is left; nil before the start
}

// Info implements engine.API.
func (m *memory) Info(context.Context) (system.Info, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return *m.machine, nil
}

// ContainerCreate implements engine.API.
func (m *memory) ContainerCreate(_ context.Context, config *container.Config, host *container.HostConfig, networks *network.NetworkingConfig, _ *ocispec.Platform, name string) (container.CreateResponse, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.absent[config.Image] {
		return container.CreateResponse{}, missing("image", config.Image)
	}
	if there, err := m.container(name); err == nil {
		return container.CreateResponse{}, fmt.Errorf("conflict: the container name %q is already in use by container %s: %w", name, there.ID, errdefs.ErrConflict)
	}
	c := &container.InspectResponse{
		ContainerJSONBase: &container.ContainerJSONBase{ID: m.id("container"), Created: m.now().Format(time.RFC3339Nano), Name: "/" + name, State: &container.State{}, HostConfig: host},
		Config:            config,
		NetworkSettings:   &container.NetworkSettings{Networks: map[string]*network.EndpointSettings{}},
	}
	m.mount(c)
	m.containers = append(m.containers, c)
	if err := m.connectAll(c, networks); err != nil {
		return container.CreateResponse{}, err
	}
	if !config.AttachStdout {
		return container.CreateResponse{ID: c.ID}, nil // it is no script: nobody reads what it says
	}
	s := &script{command: append(append([]string{}, config.Entrypoint...), config.Cmd...)}
	s.ctx, s.kill = context.WithCancel(context.Background())
	m.scripts[c.ID] = s
	m.ran = append(m.ran, Ran{config.Image, config.Labels, host.Privileged})
	return container.CreateResponse{ID: c.ID}, nil
}

// mount gives a container its volumes: those that it names, and one of its own wherever it wants any.
func (m *memory) mount(c *container.InspectResponse) {
	for _, mounted := range c.HostConfig.Mounts {
		c.Mounts = append(c.Mounts, container.MountPoint{Type: mounted.Type, Name: mounted.Source, Destination: mounted.Target})
	}
	for _, bind := range c.HostConfig.Binds {
		if parts := strings.Split(bind, ":"); len(parts) > 1 && !strings.HasPrefix(bind, "/") {
			c.Mounts = append(c.Mounts, container.MountPoint{Type: mount.TypeVolume, Name: parts[0], Destination: parts[1]})
		}
	}
	for path := range c.Config.Volumes {
		name := m.id("volume")
		m.volumes = append(m.volumes, &volume.Volume{Name: name})
		c.Mounts = append(c.Mounts, container.MountPoint{Type: mount.TypeVolume, Name: name, Destination: path})
	}
}

func (m *memory) connectAll(c *container.InspectResponse, networks *network.NetworkingConfig) error {
	endpoints := map[string]*network.EndpointSettings{}
	if mode := c.HostConfig.NetworkMode; mode.IsUserDefined() {
		endpoints[string(mode)] = &network.EndpointSettings{}
	}
	if networks != nil {
		maps.Copy(endpoints, networks.EndpointsConfig)
	}
	for name, endpoint := range endpoints {
		if n, err := m.network(name); err == nil {
			if err := m.connect(c, n, endpoint); err != nil {
				return err
			}
		}
	}
	return nil
}

// ContainerAttach implements engine.API.
func (m *memory) ContainerAttach(_ context.Context, id string, _ container.AttachOptions) (types.HijackedResponse, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.scripts[id] == nil {
		return types.HijackedResponse{}, missing("container", id)
	}
	near, far := net.Pipe()
	read, write := io.Pipe()
	m.scripts[id].output, m.scripts[id].input = far, read
	return types.HijackedResponse{Conn: duplex{near, write}, Reader: bufio.NewReader(near)}, nil
}

// runScript runs a container's script to its end, after which the container removes itself.
func (m *memory) runScript(id string, s *script) {
	if s.command[0] == engine.ProgramPath {
		m.runProgram(id, s)
		return
	}
	command := exec.CommandContext(s.ctx, s.command[0], s.command[1:]...)
	command.Stdout = stdcopy.NewStdWriter(s.output, stdcopy.Stdout)
	command.Stderr = stdcopy.NewStdWriter(s.output, stdcopy.Stderr)
	command.WaitDelay = time.Second // for whoever removes the container and reads no more
	_ = command.Run()               // what goes wrong, it says
	close(s.ended)
	_ = m.ContainerRemove(context.Background(), id, container.RemoveOptions{})
	_ = s.output.Close() // of a pipe in memory
}
