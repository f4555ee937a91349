package docker

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

type world struct {
	*dockertest.Daemon
	lab   *spec.Lab
	name  string
	nodes *Nodes
}

// newWorld is a host with a network, the lab's volume, and the containers of one workload cluster.
func newWorld(t *testing.T, d *dockertest.Daemon) *world {
	name := unique + "-a"
	lab := newLab(name)
	makeNetwork(t, d, lab.Peering.Network, withSubnet(t, d, lab.Name))
	makeVolume(t, d, engine.VolumeName(lab.Name), volumeLabels(lab))
	makeCluster(t, d, lab, name)
	return &world{d, lab, name, newNodes(d, lab.Name)}
}

func (w *world) resource() planner.Resource {
	return planner.NodesResource(w.name, planner.Nodes{Network: w.lab.Peering.Network})
}

// TestHazardH01ForeignNodesStay: containers of kind clusters that are not the lab's survive, those that look like its own too.
func TestHazardH01ForeignNodesStay(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		w := newWorld(t, d)
		makeForeign(t, d, w.lab, unique+"-kind")
		spy := dockertest.Container{Name: unique + "-spy", Volume: engine.VolumeName(w.lab.Name) + ":/data", Labels: kindLabels(w.name, "worker")}
		d.Create(t, spy)
		must(t, w.nodes.Delete(t.Context(), w.resource(), silent))
		must(t, w.nodes.AwaitGone(t.Context(), w.resource(), silent))
		for name, want := range map[string]bool{
			unique + "-kind-control-plane": true, spy.Name: true, w.name + "-lb": false, w.name + "-x7z": false, w.name + "-md-0-b2k": false,
		} {
			if got := exists(t, d, name); got != want {
				t.Errorf("%s is there: %t, want %t", name, got, want)
			}
		}
	})
}

// TestHazardH05AnonymousVolumes: what was in a node goes with it.
func TestHazardH05AnonymousVolumes(t *testing.T) {
	api := &removals{}
	must(t, engine.Remove(t.Context(), api, "node"))
	if !api.options.RemoveVolumes || !api.options.Force {
		t.Errorf("removed with %+v", api.options)
	}
}

// TestHazardH43NameOfAnotherLab: the name of a cluster of somebody else is a conflict, whoever that is.
func TestHazardH43NameOfAnotherLab(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		w := newWorld(t, d)
		other := newLab(w.name)
		other.Name, other.Peering = unique+"-other", w.lab.Peering
		h := newNodes(d, other.Name)
		if o := observe(t, h, other)[w.name]; o.Owner != w.lab.Name {
			t.Errorf("owner is %q, want %q", o.Owner, w.lab.Name)
		}
		if err := h.Apply(t.Context(), w.resource(), silent); err == nil {
			t.Error("Apply takes over the containers of another lab")
		}
		if err := h.Delete(t.Context(), w.resource(), silent); err == nil || !exists(t, d, w.name+"-x7z") {
			t.Errorf("Delete removes the containers of another lab (%v)", err)
		}
		makeForeign(t, d, w.lab, unique+"-b")
		other.WorkloadClusters[0].Name = unique + "-b"
		if o := observe(t, h, other)[unique+"-b"]; o.Owner != engine.AnotherOwner {
			t.Errorf("owner is %q, want %q", o.Owner, engine.AnotherOwner)
		}
	})
}

// TestHazardH44AddressesStay: stopped and started in another order, every container has the address that it had.
func TestHazardH44AddressesStay(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		w := newWorld(t, d)
		names := []string{w.name + "-lb", w.name + "-x7z", w.name + "-md-0-b2k"}
		before := map[string]string{}
		for _, name := range names {
			before[name] = addressOf(t, d, name, w.lab.Peering.Network)
		}
		if o := observe(t, w.nodes, w.lab)[w.name]; o.Phase != planner.NotReady || !strings.Contains(o.Detail, "address not fixed") {
			t.Errorf("before: %s %q", o.Phase, o.Detail)
		}
		apply(t, w.nodes, w.resource())
		for _, name := range names {
			d.Stop(t, name)
		}
		o := observe(t, w.nodes, w.lab)[w.name]
		if want := "stopped: " + strings.Join(names, ", "); o.Detail != want {
			t.Errorf("stopped: %q, want %q", o.Detail, want)
		}
		must(t, d.ContainerStart(t.Context(), names[2], container.StartOptions{}))
		apply(t, w.nodes, w.resource())
		for _, name := range names {
			if got := addressOf(t, d, name, w.lab.Peering.Network); got != before[name] {
				t.Errorf("%s had %s, has %s", name, before[name], got)
			}
		}
		if o := observe(t, w.nodes, w.lab)[w.name]; o.Phase != planner.Ready || o.Owner != w.lab.Name {
			t.Errorf("after: %+v", o)
		}
	})
}

// TestHazardH44AddressesComeBack: who was taken off the network gets the address where the others look for it, which is not
// the first that is free.
func TestHazardH44AddressesComeBack(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		w := newWorld(t, d)
		balancer, controlPlane := w.name+"-lb", w.name+"-x7z"
		want := map[string]string{
			balancer:     addressOf(t, d, controlPlane, w.lab.Peering.Network),
			controlPlane: addressOf(t, d, balancer, w.lab.Peering.Network),
		}
		kubelet := "clusters: [{cluster: {server: \"https://" + want[balancer] + ":6443\"}}]\n"
		must(t, engine.WriteFile(t.Context(), d, w.name+"-md-0-b2k", kubeletConfig, []byte(kubelet)))
		config := "  server " + controlPlane + " " + want[controlPlane] + ":6443 weight 100\n"
		must(t, engine.WriteFile(t.Context(), d, balancer, balancerConfig, []byte(config)))
		for name := range want {
			must(t, d.NetworkDisconnect(t.Context(), w.lab.Peering.Network, name, true))
		}
		must(t, w.nodes.Apply(t.Context(), w.resource(), silent))
		for name, address := range want {
			if got := addressOf(t, d, name, w.lab.Peering.Network); got != address {
				t.Errorf("%s has %s, want %s", name, got, address)
			}
		}
	})
}

// cutShort is a daemon that fails when a connection is to be made anew.
type cutShort struct{ engine.API }

func (cutShort) NetworkDisconnect(context.Context, string, string, bool) error { return errNotYet }

// TestHazardH44AddressBeforeRestart: what starts by itself has its address fixed. The other way round a run that is cut
// short would leave nodes that come up with the addresses of others.
func TestHazardH44AddressBeforeRestart(t *testing.T) {
	d := dockertest.Memory()
	w := newWorld(t, d)
	c, err := w.nodes.mine(t.Context(), d, w.name)
	must(t, err)
	on, err := findPlace(t.Context(), d, w.lab.Peering.Network)
	must(t, err)
	if err := w.nodes.hold(t.Context(), cutShort{d}, c, on, silent); !errors.Is(err, errNotYet) {
		t.Fatalf("got %v", err)
	}
	for _, node := range c.own {
		there, err := d.ContainerInspect(t.Context(), node.ID)
		must(t, err)
		if startsWithDocker(there) {
			t.Errorf("%s starts with Docker, and its address is not fixed", engine.NameOf(there))
		}
	}
}

// TestHazardH44ThiefIsNamed: a container that took the address of a stopped one is named.
func TestHazardH44ThiefIsNamed(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		w := newWorld(t, d)
		apply(t, w.nodes, w.resource())
		worker, thief := w.name+"-md-0-b2k", unique+"-thief"
		address := addressOf(t, d, worker, w.lab.Peering.Network)
		d.Stop(t, worker)
		d.Create(t, dockertest.Container{Name: thief, Network: w.lab.Peering.Network, Address: address})
		err := w.nodes.Apply(t.Context(), w.resource(), silent)
		if err == nil || !strings.Contains(err.Error(), thief) || !strings.Contains(err.Error(), address) {
			t.Errorf("Apply: %v; want an error that names %s and %s", err, thief, address)
		}
	})
}

// TestNodesWhereNoAddressCanBeFixed: their addresses are not touched, since they would be lost.
func TestNodesWhereNoAddressCanBeFixed(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		name := unique + "-a"
		lab := newLab(name)
		makeNetwork(t, d, lab.Peering.Network, network.CreateOptions{Driver: "bridge"})
		makeVolume(t, d, engine.VolumeName(lab.Name), volumeLabels(lab))
		d.Create(t, dockertest.Container{Name: unique + "-gap", Network: lab.Peering.Network})
		makeCluster(t, d, lab, name)
		must(t, engine.Remove(t.Context(), d, unique+"-gap"))
		before := addressOf(t, d, name+"-x7z", lab.Peering.Network)
		h := newNodes(d, lab.Name)
		apply(t, h, planner.NodesResource(name, planner.Nodes{Network: lab.Peering.Network}))
		if after := addressOf(t, d, name+"-x7z", lab.Peering.Network); after != before {
			t.Errorf("it had %s, has %s", before, after)
		}
		if o := observe(t, h, lab)[name]; o.Phase != planner.Ready {
			t.Errorf("observed %+v", o)
		}
	})
}

// TestLoadBalancerGone: only Cluster API can make another one, which needs the management cluster, which comes after this.
func TestLoadBalancerGone(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		w := newWorld(t, d)
		apply(t, w.nodes, w.resource())
		must(t, engine.Remove(t.Context(), d, w.name+"-lb"))
		w.nodes.ready = func(context.Context, engine.API, cluster) error { return errNotYet }
		apply(t, w.nodes, w.resource())
		o := observe(t, w.nodes, w.lab)[w.name]
		if o.Phase != planner.NotReady || o.Detail != "load balancer is gone" || len(o.Attrs.(planner.Nodes).Down) > 0 {
			t.Errorf("observed %+v", o)
		}
	})
}

// TestRunningContainersAreNotAnAPIServer: Docker starts them again by itself, and the API server takes longer than that.
func TestRunningContainersAreNotAnAPIServer(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		w := newWorld(t, d)
		apply(t, w.nodes, w.resource())
		w.nodes.ready = func(context.Context, engine.API, cluster) error { return errNotYet }
		o := observe(t, w.nodes, w.lab)[w.name]
		if want := "waiting for its API server: " + errNotYet.Error(); o.Phase != planner.NotReady || o.Detail != want {
			t.Errorf("observed %+v, want %q", o, want)
		}
		w.nodes.ready = func(context.Context, engine.API, cluster) error { return errNotBegun }
		if o := observe(t, w.nodes, w.lab)[w.name]; o.Phase != planner.Ready {
			t.Errorf("observed %+v of a cluster that Cluster API is making", o)
		}
	})
}
