package docker

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// removals notes how a container is removed.
type removals struct {
	engine.API
	options container.RemoveOptions
}

func (r *removals) ContainerRemove(_ context.Context, _ string, options container.RemoveOptions) error {
	r.options = options
	return nil
}

func networkResource(lab *spec.Lab, attrs planner.Network) planner.Resource {
	return planner.Resource{ID: planner.ID{Kind: planner.KindNetwork, Name: lab.Peering.Network}, Attrs: attrs, Shared: true}
}

// TestHazardH02NetworkOfTheUser: a network that was there is used as it is, and stays.
func TestHazardH02NetworkOfTheUser(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		lab := newLab()
		makeNetwork(t, d, lab.Peering.Network, withSubnet(t, d, ""))
		h := NewNetworks(d.Engine, ownershiptest.Lab(lab.Name))
		if o := observe(t, h, lab)[lab.Peering.Network]; o.Owner != engine.AnotherOwner || !o.Shared {
			t.Errorf("observed as %+v", o)
		}
		apply(t, h, networkResource(lab, planner.Network{}))
		if err := h.Apply(t.Context(), networkResource(lab, planner.Network{Subnet: "10.9.8.0/24"}), silent); err == nil {
			t.Error("Apply says nothing of a subnet that differs")
		}
		if err := h.Delete(t.Context(), networkResource(lab, planner.Network{}), silent); err == nil {
			t.Error("Delete says nothing of a network of somebody else")
		}
		if len(observe(t, h, lab)) != 1 {
			t.Error("the network is gone")
		}
	})
}

// TestHazardH04ForeignContainerIsNamed: who is on the network keeps it there, and is named.
func TestHazardH04ForeignContainerIsNamed(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		lab := newLab()
		makeNetwork(t, d, lab.Peering.Network, withSubnet(t, d, lab.Name))
		d.Create(t, dockertest.Container{Name: unique + "-guest", Network: lab.Peering.Network})
		err := NewNetworks(d.Engine, ownershiptest.Lab(lab.Name)).Delete(t.Context(), networkResource(lab, planner.Network{}), silent)
		if err == nil || !strings.Contains(err.Error(), unique+"-guest") {
			t.Errorf("Delete: %v; want an error that names the container", err)
		}
	})
}

// TestHazardH16NetworkOptions: the network has a subnet that nobody has, and the MTU of the default bridge.
func TestHazardH16NetworkOptions(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		lab := newLab()
		h := NewNetworks(d.Engine, ownershiptest.Lab(lab.Name))
		apply(t, h, networkResource(lab, planner.Network{MTU: 1380}))
		t.Cleanup(func() { _ = h.Delete(context.Background(), networkResource(lab, planner.Network{}), silent) })
		found, err := engine.FindNetwork(t.Context(), d, lab.Peering.Network)
		must(t, err)
		if o := observe(t, h, lab)[lab.Peering.Network].Attrs.(planner.Network); o.MTU != 1380 || o.Subnet == "" {
			t.Errorf("observed %+v", o)
		}
		if found.Options["com.docker.network.bridge.enable_ip_masquerade"] != "true" {
			t.Errorf("options are %v", found.Options)
		}
	})
}

// TestNetworkIsProposed: what a plan says of a network that is not there yet is what it gets.
func TestNetworkIsProposed(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		lab := newLab()
		h := NewNetworks(d.Engine, ownershiptest.Lab(lab.Name))
		proposals, err := h.Propose(t.Context(), lab)
		must(t, err)
		if len(proposals) != 1 || proposals[0].ID.Name != lab.Peering.Network {
			t.Fatalf("proposed %+v", proposals)
		}
		want := proposals[0].Attrs.(planner.Network)
		apply(t, h, networkResource(lab, planner.Network{}))
		t.Cleanup(func() { _ = h.Delete(context.Background(), networkResource(lab, planner.Network{}), silent) })
		got := observe(t, h, lab)[lab.Peering.Network].Attrs.(planner.Network)
		if want.IPv6 = want.IPv6 && got.IPv6; got != want { // a daemon may have no IPv6 where the kernel has it
			t.Errorf("the network is %+v, proposed was %+v", got, want)
		}
		if again, err := h.Propose(t.Context(), lab); err != nil || len(again) != 0 {
			t.Errorf("proposed for a network that is there: %+v, %v", again, err)
		}
	})
}

// TestNoSubnetIsLeft: a plan comes to an end, and the step says what is wrong.
func TestNoSubnetIsLeft(t *testing.T) {
	d, lab := dockertest.Memory(), newLab()
	for i, subnet := range []string{"172.18.0.0/15", "172.20.0.0/14", "172.24.0.0/13", "192.168.0.0/16", "10.0.0.0/8"} {
		options := network.CreateOptions{IPAM: &network.IPAM{Config: []network.IPAMConfig{{Subnet: subnet}}}}
		makeNetwork(t, d, fmt.Sprintf("%s-taken-%d", unique, i), options)
	}
	h := NewNetworks(d.Engine, ownershiptest.Lab(lab.Name))
	if proposals, err := h.Propose(t.Context(), lab); err != nil || len(proposals) > 0 {
		t.Errorf("proposed %+v, %v", proposals, err)
	}
	if err := h.Apply(t.Context(), networkResource(lab, planner.Network{}), silent); !errors.Is(err, engine.ErrNoSubnet) {
		t.Errorf("Apply: %v", err)
	}
}

// TestHazardH16NetworksAtOnce: networks that are made at the same time choose the same subnet, and choose again.
func TestHazardH16NetworksAtOnce(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		const count = 4
		var haveChosen, made sync.WaitGroup
		haveChosen.Add(count)
		for i := range count {
			name, first := fmt.Sprintf("%s-at-once-%d", unique, i), sync.OnceFunc(func() { haveChosen.Done(); haveChosen.Wait() })
			made.Go(func() {
				err := engine.OnFreeSubnet(t.Context(), d.Engine, func(subnet netip.Prefix) error {
					first()
					return create(t.Context(), d, name, NewNetworks(d.Engine, ownershiptest.Lab(unique)).options(name, subnet, usualMTU))
				})
				if err != nil {
					t.Error(err)
				}
			})
			t.Cleanup(func() { _ = d.NetworkRemove(context.Background(), name) })
		}
		made.Wait()
	})
}

// TestHazardH18PeeringIsSeen: a connection that was lost is seen and made again, with an address of its own.
func TestHazardH18PeeringIsSeen(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		lab := newLab()
		makeNetwork(t, d, lab.Peering.Network, withSubnet(t, d, lab.Name))
		h := NewPeerings(d.Engine, ownershiptest.Lab(lab.Name))
		for _, role := range []string{"server", "agent", "loadbalancer"} {
			labels := map[string]string{planner.LabLabel: lab.Name, "k3d.role": role}
			d.Create(t, dockertest.Container{Name: unique + "-" + role, Labels: labels, Network: "bridge"})
		}
		for _, role := range []string{"server", "agent"} {
			r := planner.PeeringResource(unique+"-"+role, planner.Peering{Network: lab.Peering.Network})
			apply(t, h, r)
			apply(t, h, r) // hazard H11: twice is no error
		}
		d.Stop(t, unique+"-server")
		if seen := observe(t, h, lab); len(seen) != 2 || seen[unique+"-server"].Phase != planner.Ready {
			t.Errorf("observed %+v", seen)
		}
		must(t, d.NetworkDisconnect(t.Context(), lab.Peering.Network, unique+"-agent", true))
		if seen := observe(t, h, lab); len(seen) != 1 {
			t.Errorf("after it was cut: %+v", seen)
		}
	})
}

// TestNetworkWithoutSubnet: where no address can be fixed, a peering is what can be had, and a plan comes to an end.
func TestNetworkWithoutSubnet(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		lab := newLab()
		makeNetwork(t, d, lab.Peering.Network, network.CreateOptions{Driver: "bridge"})
		node := unique + "-server-0"
		d.Create(t, dockertest.Container{Name: node, Labels: map[string]string{planner.LabLabel: lab.Name, "k3d.role": "server"}, Network: "bridge"})
		h := NewPeerings(d.Engine, ownershiptest.Lab(lab.Name))
		apply(t, h, planner.PeeringResource(node, planner.Peering{Network: lab.Peering.Network}))
		if o := observe(t, h, lab)[node]; o.Phase != planner.Ready {
			t.Errorf("observed %+v", o)
		}
	})
}
