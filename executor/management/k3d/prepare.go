package k3d

import (
	"context"
	"encoding/json"
	"net/netip"

	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// prepare makes the network and the volume of the cluster, which the library would make too, but so that nobody could tell
// whose they are when it fails after that.
func (h *Handler) prepare(ctx context.Context, api engine.API, s *sight, wanted planner.ManagementCluster) error {
	if err := h.engine.Note(ctx, planner.ID{Kind: planner.KindManagementCluster, Name: s.name}); err != nil {
		return err
	}
	if s.network == nil {
		found, err := h.makeNetwork(ctx, api, s.name, wanted)
		if err != nil {
			return err
		}
		s.network = found
	}
	labels := engine.Labels(h.lab, engine.VolumeMark(volumeName(s.name)))
	labels[labelApp], labels[labelCluster] = app, s.name
	made, err := api.VolumeCreate(ctx, volume.CreateOptions{Name: volumeName(s.name), Labels: labels})
	if err != nil {
		return fault.Errorf(fault.DockerRequest, "create volume %s: %w", volumeName(s.name), err)
	}
	// Docker takes a volume that is there for the one that was asked for.
	whose, err := engine.Whose(ctx, api, made.Labels, h.lab, engine.VolumeMark(made.Name))
	if err == nil && whose.Owner != h.lab.Name() {
		err = fault.Errorf(fault.OthersOnDocker, "volume %s belongs to %s, not to lab %s; remove it with `docker volume rm`, or give the management cluster another name",
			made.Name, whose.Owner, h.lab.Name())
	}
	return err
}

func (h *Handler) makeNetwork(ctx context.Context, api engine.API, name string, wanted planner.ManagementCluster) (*network.Summary, error) {
	record, err := json.Marshal(wanted)
	if err != nil {
		return nil, err
	}
	labels := engine.Labels(h.lab, engine.NetworkMark(networkName(name)))
	labels[labelApp], labels[labelWanted] = app, string(record)
	err = engine.OnFreeSubnet(ctx, h.engine, func(subnet netip.Prefix) error {
		_, err := api.NetworkCreate(ctx, networkName(name), options(subnet, labels))
		return err
	})
	if err != nil {
		return nil, fault.Errorf(fault.DockerRequest, "create network %s: %w", networkName(name), err)
	}
	return engine.FindNetwork(ctx, api, networkName(name))
}

func options(subnet netip.Prefix, labels map[string]string) network.CreateOptions {
	return network.CreateOptions{
		Driver: "bridge", Labels: labels,
		IPAM: &network.IPAM{Config: []network.IPAMConfig{{
			Subnet: subnet.String(), Gateway: subnet.Addr().Next().String(), IPRange: upperHalf(subnet).String(),
		}}},
		Options: map[string]string{"com.docker.network.bridge.enable_ip_masquerade": "true"},
	}
}

// upperHalf is where Docker takes addresses from for containers that do not ask for one.
func upperHalf(subnet netip.Prefix) netip.Prefix {
	four := subnet.Masked().Addr().As4()
	four[subnet.Bits()/8] |= 1 << (7 - subnet.Bits()%8)
	return netip.PrefixFrom(netip.AddrFrom4(four), subnet.Bits()+1)
}

// gateway is the host on the cluster's network.
func gateway(n *network.Summary) (netip.Addr, error) {
	for _, config := range n.IPAM.Config {
		if address, err := netip.ParseAddr(config.Gateway); err == nil && address.Is4() {
			return address, nil
		}
	}
	return netip.Addr{}, fault.Errorf(fault.NetworkDiffers, "network %s has no IPv4 gateway; remove it with `docker network rm %s` and apply again", n.Name, n.Name)
}
