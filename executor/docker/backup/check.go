package backup

import (
	"context"
	"net/netip"
	"strings"

	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// Check says why a lab cannot be restored on this daemon, or nothing. Images that are not there are pulled.
func (b *Backup) Check(ctx context.Context, c Contents, report executor.Report) error {
	for _, saved := range c.Containers {
		if saved.Name == "" || saved.Config == nil || saved.Host == nil {
			return fault.Errorf(fault.DamagedArchive, "the archive does not say what container %q is made with; load one that kaaslab save has written", saved.Name)
		}
	}
	api, err := b.engine.API(ctx)
	if err != nil {
		return err
	}
	here, err := platform(ctx, api)
	if err != nil {
		return err
	}
	if here != c.Platform {
		return fault.Errorf(fault.CannotLoad, "the lab was saved on %s, and this Docker daemon runs containers for %s; load it where it was saved", c.Platform, here)
	}
	if err := c.checkNames(ctx, api); err != nil {
		return err
	}
	for _, n := range c.Networks {
		if err := b.checkNetwork(ctx, api, n, c.Containers); err != nil {
			return err
		}
	}
	return b.checkImages(ctx, api, c, report)
}

func (c Contents) checkNames(ctx context.Context, api engine.API) error {
	for _, v := range c.Volumes {
		if v.Options.Name == "" {
			continue
		}
		there, err := engine.FindVolume(ctx, api, v.Options.Name)
		if err != nil {
			return err
		}
		if there != nil {
			return fault.Errorf(fault.LabExists, "volume %s of the lab is there already; destroy that lab first, or remove the volume", there.Name)
		}
	}
	for _, saved := range c.Containers {
		there, err := engine.FindContainer(ctx, api, saved.Name)
		if err != nil {
			return err
		}
		if there != nil {
			return fault.Errorf(fault.LabExists, "container %s of the lab is there already; destroy that lab first, or remove the container", saved.Name)
		}
	}
	return nil
}

// checkNetwork makes sure that there can be or is a network with the same subnets, on which the addresses of the lab are free.
func (b *Backup) checkNetwork(ctx context.Context, api engine.API, n Network, containers []Container) error {
	there, err := engine.FindNetwork(ctx, api, n.Name)
	switch {
	case err != nil:
		return err
	case there == nil && n.Own:
		return b.checkSubnets(ctx, n)
	case there == nil:
		return fault.Errorf(fault.CannotLoad, "network %s with subnet %s, which the lab has not made and was on, is not there; make it again first", n.Name, n.subnets())
	}
	if is := (Network{Options: optionsOf(*there)}).subnets(); is != n.subnets() {
		return fault.Errorf(fault.CannotLoad, "network %s has subnet %s, and the lab was on %s, which is in its certificates; remove that network if nothing uses it", n.Name, is, n.subnets())
	}
	for _, c := range containers {
		if err := checkAddress(ctx, api, there, c); err != nil {
			return err
		}
	}
	return nil
}

func checkAddress(ctx context.Context, api engine.API, n *network.Summary, c Container) error {
	address := engine.FixedAddress(c.Networks[n.Name])
	if address == "" {
		return nil
	}
	holder, err := engine.AddressHolder(ctx, api, n, address, "")
	if err != nil || holder == "" {
		return err
	}
	return fault.Errorf(fault.AddressTaken, "container %s has %s on network %s, the address of the lab's %s; disconnect it (`docker network disconnect %s %s`), and load again",
		holder, address, n.Name, c.Name, n.Name, holder)
}

func (b *Backup) checkSubnets(ctx context.Context, n Network) error {
	if n.Options.IPAM == nil {
		return nil
	}
	for _, config := range n.Options.IPAM.Config {
		subnet, err := netip.ParsePrefix(config.Subnet)
		if err != nil {
			return fault.Errorf(fault.CannotLoad, "network %s: %w", n.Name, err)
		}
		taken, err := engine.Clashes(ctx, b.engine, subnet)
		if err != nil {
			return err
		}
		if len(taken) > 0 {
			return fault.Errorf(fault.CannotLoad, "subnet %s of the lab's network %s, which is in its certificates, is taken by %s", subnet, n.Name, strings.Join(taken, ", "))
		}
	}
	return nil
}

// checkImages makes sure that what a container has written is put on the image that it was written on.
func (b *Backup) checkImages(ctx context.Context, api engine.API, c Contents, report executor.Report) error {
	for _, saved := range c.Containers {
		image := saved.Config.Image
		if isOwn(image) {
			continue
		}
		if err := b.engine.Pull(ctx, image, report); err != nil {
			return err
		}
		there, err := api.ImageInspect(ctx, image)
		if err != nil {
			return fault.Errorf(fault.DockerRequest, "look at image %s: %w", image, err)
		}
		if there.ID != saved.ImageID {
			return fault.Errorf(fault.CannotLoad, "image %s is another one now than that of container %s; pull the one that was there, or load with a Docker that has it", image, saved.Name)
		}
	}
	return nil
}
