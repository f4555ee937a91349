package docker

import (
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
)

// stranger makes a container that has the name of the lab's cluster, and nothing else of it.
func (w *world) stranger(t *testing.T) string {
	t.Helper()
	name := unique + "-stranger"
	w.Create(t, dockertest.Container{Name: name, Labels: kindLabels(w.name, roleControlPlane), Network: w.lab.Peering.Network})
	return name
}

// TestStrangerIsNamed: a container with the name of the lab's cluster is named, and nothing is to be done about it.
func TestStrangerIsNamed(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		w := newWorld(t, d)
		name := w.stranger(t)
		apply(t, w.nodes, w.resource())
		o := observe(t, w.nodes, w.lab)[w.name]
		if o.Phase != planner.Ready || o.Owner != w.lab.Name {
			t.Errorf("the cluster is %s (%s) of %s", o.Phase, o.Detail, o.Owner)
		}
		if len(o.Notes) != 1 || !strings.Contains(o.Notes[0], name) || strings.Contains(o.Notes[0], w.name+"-lb") {
			t.Errorf("notes: %q", o.Notes)
		}
		c, err := d.ContainerInspect(t.Context(), name)
		must(t, err)
		if startsWithDocker(c) || engine.FixedAddress(c.NetworkSettings.Networks[w.lab.Peering.Network]) != "" {
			t.Error("the stranger was changed")
		}
	})
}

// TestBalancerBesideAStranger: the load balancer is whose node it balances; where that cannot be said, nothing is removed
// and a person is told.
func TestBalancerBesideAStranger(t *testing.T) {
	for name, test := range map[string]struct {
		node                string // that the load balancer has, after the name of the cluster
		refused, balancerGo bool
	}{
		"of the lab":      {"-x7z", false, true},
		"of the stranger": {"-stranger", false, false},
		"of nobody yet":   {"", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
				w := newWorld(t, d)
				stranger := w.stranger(t)
				must(t, engine.Remove(t.Context(), d, w.name+"-lb"))
				node := test.node
				if node != "" {
					node = w.name + node
				}
				makeBalancer(t, d, w.lab, w.name, node)
				err := w.nodes.Delete(t.Context(), w.resource(), silent)
				if refused := err != nil && strings.Contains(err.Error(), "docker rm -f "+w.name+"-lb"); refused != test.refused {
					t.Errorf("Delete: %v", err)
				}
				for name, want := range map[string]bool{stranger: true, w.name + "-lb": !test.balancerGo, w.name + "-x7z": test.refused} {
					if got := exists(t, d, name); got != want {
						t.Errorf("%s is there: %t, want %t", name, got, want)
					}
				}
				if notes := observe(t, w.nodes, w.lab)[w.name].Notes; !strings.Contains(strings.Join(notes, "\n"), stranger) {
					t.Errorf("what is left is not named: %q", notes)
				}
			})
		})
	}
}

// TestBalancerAlone: a load balancer without nodes is the lab's if it was made after the lab was, for a network. An older one of the
// same name is somebody else's, and so is one that was made for none.
func TestBalancerAlone(t *testing.T) {
	d := dockertest.Memory()
	lab := newLab("a", "b", "c", "d")
	makeNetwork(t, d, lab.Peering.Network, withSubnet(t, d, lab.Name))
	makeBalancer(t, d, lab, "a", "")
	makeVolume(t, d, engine.VolumeName(lab.Name), volumeLabels(lab))
	makeBalancer(t, d, lab, "b", "")
	d.Create(t, dockertest.Container{Name: "c-lb", Labels: kindLabels("c", roleLoadBalancer)})
	makeBalancer(t, d, lab, "d", "")
	must(t, d.NetworkDisconnect(t.Context(), lab.Peering.Network, "d-lb", true)) // as somebody who was killed while fixing its address
	observed := observe(t, newNodes(d, lab.Name), lab)
	for name, want := range map[string]string{"a": engine.AnotherOwner, "b": lab.Name, "c": engine.AnotherOwner, "d": lab.Name} {
		if got := observed[name].Owner; got != want {
			t.Errorf("load balancer of %s belongs to %q, want %q", name, got, want)
		}
	}
}
