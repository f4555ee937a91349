package docker

import (
	"context"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
)

func TestVolumesContract(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		lab := newLab()
		name := engine.VolumeName(lab.Name)
		handlertest.Run(t, handlertest.Subject{
			Lab: lab, Resource: planner.Resource{ID: planner.ID{Kind: planner.KindVolume, Name: name}, Attrs: planner.Volume{}},
			New:     func(*testing.T) executor.Handler { return NewVolumes(d.Engine, ownershiptest.Lab(lab.Name)) },
			Foreign: func(t *testing.T) { makeVolume(t, d, name, nil) },
			LookAlike: func(t *testing.T) {
				makeVolume(t, d, name, engine.Labels(ownershiptest.LookAlike(lab.Name), engine.VolumeMark(name)))
			},
			Vanishing: func(t *testing.T) executor.Handler {
				return NewVolumes(d.Meanwhile(func() { must(t, d.VolumeRemove(context.Background(), name, true)) }), ownershiptest.Lab(lab.Name))
			},
			Appearing: func(t *testing.T) executor.Handler {
				return NewVolumes(d.Meanwhile(func() { makeVolume(t, d, name, nil) }), ownershiptest.Lab(lab.Name))
			},
			Without: map[string]string{"Copy": "only the volume of the lab's name is looked at"},
			Drift:   func(t *testing.T) { must(t, d.VolumeRemove(t.Context(), name, true)) },
			Broken:  func(*testing.T) executor.Handler { return NewVolumes(broken(), ownershiptest.Lab(lab.Name)) },
		})
	})
}

func TestNetworksContract(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		lab := newLab()
		handlertest.Run(t, handlertest.Subject{
			Lab:      lab,
			Resource: planner.Resource{ID: planner.ID{Kind: planner.KindNetwork, Name: lab.Peering.Network}, Attrs: planner.Network{}, Shared: true},
			New:      func(*testing.T) executor.Handler { return NewNetworks(d.Engine, ownershiptest.Lab(lab.Name)) },
			Drift: func(t *testing.T) {
				found, err := engine.FindNetwork(t.Context(), d, lab.Peering.Network)
				must(t, err)
				must(t, d.NetworkRemove(t.Context(), found.ID))
			},
			Vanishing: func(t *testing.T) executor.Handler {
				return NewNetworks(d.Meanwhile(func() {
					found, err := engine.FindNetwork(t.Context(), d, lab.Peering.Network)
					must(t, err)
					must(t, d.NetworkRemove(t.Context(), found.ID))
				}), ownershiptest.Lab(lab.Name))
			},
			Without: map[string]string{
				"Copy":      "only the network that the lab file names is looked at",
				"LookAlike": "a network of somebody else's is used as it is: TestNetworkOfALookAlikeStays",
				"Appearing": "a network of somebody else's is used as it is: TestNetworkOfALookAlikeStays",
			},
			Broken: func(*testing.T) executor.Handler { return NewNetworks(broken(), ownershiptest.Lab(lab.Name)) },
		})
	})
}

func TestPeeringsContract(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		lab := newLab()
		node := unique + "-server-0"
		labels := engine.Labels(ownershiptest.Lab(lab.Name), engine.ContainerMark(node))
		labels["k3d.role"] = "server"
		makeNetwork(t, d, lab.Peering.Network, withSubnet(t, d, lab.Name))
		handlertest.Run(t, handlertest.Subject{
			Lab:      lab,
			Resource: planner.PeeringResource(node, planner.Peering{Network: lab.Peering.Network}),
			New: func(t *testing.T) executor.Handler {
				d.Create(t, dockertest.Container{Name: node, Labels: labels, Network: "bridge"})
				t.Cleanup(func() { _ = engine.Remove(context.Background(), d, node) })
				return NewPeerings(d.Engine, ownershiptest.Lab(lab.Name))
			},
			Drift: func(t *testing.T) { must(t, d.NetworkDisconnect(t.Context(), lab.Peering.Network, node, true)) },
			Copy: func(t *testing.T) planner.ID {
				d.Create(t, dockertest.Container{Name: node + "-copy", Labels: labels, Network: lab.Peering.Network})
				t.Cleanup(func() {
					if !exists(t, d, node+"-copy") {
						t.Error("the copy is gone")
					}
					_ = engine.Remove(context.Background(), d, node+"-copy")
				})
				return planner.ID{Kind: planner.KindPeering, Name: node + "-copy"}
			},
			Vanishing: func(t *testing.T) executor.Handler {
				return NewPeerings(d.Meanwhile(func() { must(t, d.NetworkDisconnect(t.Context(), lab.Peering.Network, node, true)) }), ownershiptest.Lab(lab.Name))
			},
			LookAlike: func(t *testing.T) {
				must(t, engine.Remove(t.Context(), d, node))
				theirs := engine.Labels(ownershiptest.LookAlike(lab.Name), engine.ContainerMark(node))
				theirs["k3d.role"] = "server"
				d.Create(t, dockertest.Container{Name: node, Labels: theirs, Network: lab.Peering.Network})
			},
			RemoveForeign: func(t *testing.T) { _ = engine.Remove(context.Background(), d, node) },
			Without:       map[string]string{"Appearing": "whoever connects the lab's own node has done what was wanted"},
			Broken:        func(*testing.T) executor.Handler { return NewPeerings(broken(), ownershiptest.Lab(lab.Name)) },
		})
	})
}

// TestNodesContract makes containers as Cluster API would. They cannot be made by the handler.
func TestNodesContract(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		name := unique + "-a"
		lab := newLab(name)
		makeNetwork(t, d, lab.Peering.Network, withSubnet(t, d, lab.Name))
		makeVolume(t, d, engine.VolumeName(lab.Name), volumeLabels(lab))
		makeCluster(t, d, lab, name)
		h := newNodes(d, lab.Name)
		handlertest.Run(t, handlertest.Subject{
			Lab: lab, Resource: planner.NodesResource(name, planner.Nodes{Network: lab.Peering.Network}),
			New:         func(*testing.T) executor.Handler { return h },
			AlwaysThere: "Cluster API makes the containers",
			Without:     handlertest.Nobodys("Cluster API makes the containers; strangers among them are seen to in TestHazardH01ForeignNodesStay"),
			Drift: func(t *testing.T) {
				must(t, d.NetworkDisconnect(t.Context(), lab.Peering.Network, name+"-lb", true))
				must(t, d.NetworkConnect(t.Context(), lab.Peering.Network, name+"-lb", &network.EndpointSettings{}))
			},
			NeverReady: func(t *testing.T) {
				h.ready = func(context.Context, engine.API, cluster) error { return errNotYet }
				t.Cleanup(func() { h.ready = answers })
			},
			Broken: func(*testing.T) executor.Handler { return NewNodes(broken(), ownershiptest.Lab(lab.Name)) },
		})
	})
}

func TestImagesContract(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		lab := newLab()
		lab.ManagementCluster.Image = d.Idle(t)
		handlertest.Run(t, handlertest.Subject{
			Lab: lab, Resource: planner.ImageResource(lab.ManagementCluster.Image),
			New:         func(*testing.T) executor.Handler { return NewImages(d.Engine) },
			AlwaysThere: "it belongs to nobody", Without: handlertest.Nobodys("it belongs to nobody"),
			Broken: func(*testing.T) executor.Handler { return NewImages(broken()) },
		})
	})
}

// TestImageThatIsNotThere is seen as such, and what Docker says about it is passed on.
func TestImageThatIsNotThere(t *testing.T) {
	d := dockertest.Real(t)
	lab := newLab()
	lab.ManagementCluster.Image = "localhost:1/kaaslab-test/missing:1"
	h := NewImages(d.Engine)
	if seen := observe(t, h, lab); len(seen) != 0 {
		t.Errorf("observed %+v", seen)
	}
	err := h.AwaitReady(t.Context(), planner.ImageResource(lab.ManagementCluster.Image), silent)
	if err == nil || !strings.Contains(err.Error(), lab.ManagementCluster.Image) || !strings.Contains(err.Error(), "docker load") {
		t.Errorf("AwaitReady: %v", err)
	}
}
