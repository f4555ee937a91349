// Package backup saves what a stopped lab has on a Docker daemon, and makes it again there: networks, volumes, and containers, each
// with what it has written outside of its volumes. Names, addresses and images are those that they were, for certificates and etcd
// have them; so a lab comes back where these are free, and as no copy of itself.
package backup

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/mount"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// Contents are what is saved of a lab, without what its volumes hold and its containers have written: those are the parts.
type Contents struct {
	// Platform is what the daemon's containers run on, such as linux/x86_64.
	Platform string `json:"platform"`
	// Noted is what the lab's directory notes of Docker.
	Noted      []string    `json:"noted"`
	Networks   []Network   `json:"networks"`
	Volumes    []Volume    `json:"volumes"`
	Containers []Container `json:"containers"` // in the order in which they were made
}

// Network is one that containers of the lab are on.
type Network struct {
	Name string `json:"name"`
	// Own says that the lab has made it. One that somebody else made has to be there when the lab comes back.
	Own     bool                  `json:"own"`
	Options network.CreateOptions `json:"options"`
}

// Volume is one that the lab's containers have. One without a name is made with its container.
type Volume struct {
	Options volume.CreateOptions `json:"options"`
	// Container and Path say where a volume without a name is; a container may have several.
	Container string `json:"container,omitempty"`
	Path      string `json:"path,omitempty"`

	name string // by which Docker knows it now
}

// Container is what a container was made with.
type Container struct {
	Name     string                               `json:"name"`
	ImageID  string                               `json:"imageID"` // of the image that Config names
	Config   *container.Config                    `json:"config"`
	Host     *container.HostConfig                `json:"host"`
	Networks map[string]*network.EndpointSettings `json:"networks"`

	id     string
	mounts []string // paths at which something else is than what the container has written
}

// Backup saves what a lab has on a daemon, and makes it again.
type Backup struct {
	engine  *engine.Engine
	program *engine.Program
	lab     string
}

// New returns what saves a lab. The program runs in a container that has the lab's volumes.
func New(e *engine.Engine, program *engine.Program, lab string) *Backup {
	return &Backup{engine: e, program: program, lab: lab}
}

// Look tells what there is to be saved of things, none of which may run: volumes that are written to are those of no moment.
func (b *Backup) Look(ctx context.Context, things engine.Things) (Contents, error) {
	api, err := b.engine.API(ctx)
	if err != nil {
		return Contents{}, err
	}
	c := Contents{}
	if c.Platform, err = platform(ctx, api); err != nil {
		return c, err
	}
	if c.Noted, err = b.engine.Noted(); err != nil {
		return c, err
	}
	slices.SortFunc(things.Containers, func(a, b container.InspectResponse) int { return madeAt(a).Compare(madeAt(b)) })
	for _, there := range things.Containers {
		if there.State != nil && there.State.Running {
			return c, fault.Errorf(fault.CannotSave, "container %s runs; stop the lab first", engine.NameOf(there))
		}
		if err := checkFixed(there); err != nil {
			return c, err
		}
		c.add(there)
	}
	if err := c.addVolumes(ctx, api, things.Volumes); err != nil {
		return c, err
	}
	return c, c.addNetworks(ctx, api, things.Networks)
}

// checkFixed refuses what would come back with other addresses than those that are in its certificates.
func checkFixed(there container.InspectResponse) error {
	for name, endpoint := range there.NetworkSettings.Networks {
		if engine.FixedAddress(endpoint) == "" {
			return fault.Errorf(fault.CannotSave, "container %s has no fixed address on network %s, and could come back with another one than those that know it; save labs that are on a network that kaaslab has made, or that was made with a subnet",
				engine.NameOf(there), name)
		}
	}
	return nil
}

func platform(ctx context.Context, api engine.API) (string, error) {
	info, err := api.Info(ctx)
	if err != nil {
		return "", fault.Errorf(fault.DockerRequest, "ask the Docker daemon who it is: %w", err)
	}
	return info.OSType + "/" + info.Architecture, nil
}

func madeAt(c container.InspectResponse) time.Time {
	at, _ := time.Parse(time.RFC3339Nano, c.Created) // what Docker does not tell is before all others
	return at
}

// add adds a container and those of its volumes that have no name.
func (c *Contents) add(there container.InspectResponse) {
	saved := Container{
		Name: engine.NameOf(there), ImageID: there.Image, Config: there.Config, Host: there.HostConfig,
		Networks: map[string]*network.EndpointSettings{}, id: there.ID,
	}
	for name, endpoint := range there.NetworkSettings.Networks {
		saved.Networks[name] = &network.EndpointSettings{
			IPAMConfig: endpoint.IPAMConfig, Links: endpoint.Links, Aliases: endpoint.Aliases, DriverOpts: endpoint.DriverOpts, GwPriority: endpoint.GwPriority,
		}
	}
	for _, m := range there.Mounts {
		saved.mounts = append(saved.mounts, m.Destination)
		if m.Type == mount.TypeVolume && !names(there.HostConfig, m.Name) {
			c.Volumes = append(c.Volumes, Volume{Container: saved.Name, Path: m.Destination, name: m.Name})
		}
	}
	for path := range there.HostConfig.Tmpfs {
		saved.mounts = append(saved.mounts, path)
	}
	c.Containers = append(c.Containers, saved)
}

// names reports whether a container was made with a volume by its name.
func names(host *container.HostConfig, name string) bool {
	return slices.ContainsFunc(host.Binds, func(bind string) bool { return strings.HasPrefix(bind, name+":") }) ||
		slices.ContainsFunc(host.Mounts, func(m mount.Mount) bool { return m.Source == name })
}

func (c *Contents) addVolumes(ctx context.Context, api engine.API, all []string) error {
	for _, name := range all {
		there, err := engine.FindVolume(ctx, api, name)
		if err != nil {
			return err
		}
		if there == nil {
			return fault.Errorf(fault.DockerRequest, "volume %s is gone; run the same command again", name)
		}
		options := volume.CreateOptions{Name: name, Driver: there.Driver, DriverOpts: there.Options, Labels: there.Labels}
		c.Volumes = append(c.Volumes, Volume{Options: options, name: name})
	}
	return nil
}

// addNetworks adds the lab's own networks, and those of others that its containers are on.
func (c *Contents) addNetworks(ctx context.Context, api engine.API, own []network.Summary) error {
	for _, n := range own {
		c.Networks = append(c.Networks, Network{Name: n.Name, Own: true, Options: optionsOf(n)})
	}
	for _, saved := range c.Containers {
		for name := range saved.Networks {
			if slices.ContainsFunc(c.Networks, func(n Network) bool { return n.Name == name }) {
				continue
			}
			there, err := engine.RequireNetwork(ctx, api, name, "apply")
			if err != nil {
				return fmt.Errorf("container %s: %w", saved.Name, err)
			}
			c.Networks = append(c.Networks, Network{Name: name, Options: optionsOf(*there)})
		}
	}
	slices.SortFunc(c.Networks, func(a, b Network) int { return strings.Compare(a.Name, b.Name) })
	return nil
}

// optionsOf are what makes such a network again. Whether it has IPv4 an older Docker does not tell: all have that kaaslab makes.
func optionsOf(n network.Summary) network.CreateOptions {
	return network.CreateOptions{
		Driver: n.Driver, EnableIPv6: &n.EnableIPv6, IPAM: &n.IPAM, Internal: n.Internal, Attachable: n.Attachable, Options: n.Options, Labels: n.Labels,
	}
}

// subnets are those of a network, for comparison and for people.
func (n Network) subnets() string {
	var all []string
	if n.Options.IPAM != nil {
		for _, config := range n.Options.IPAM.Config {
			all = append(all, config.Subnet)
		}
	}
	return strings.Join(all, " and ")
}

// part names of what the archive has of a container.
func (c Container) part() string { return fmt.Sprintf("containers/%s", c.Name) }
