package docker

import (
	"testing"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
)

// TestNameAloneCountsUntilTheVolumeHasAnIdentity: an earlier kaaslab has written no more than the name, and Docker cannot add
// labels to what is there.
func TestNameAloneCountsUntilTheVolumeHasAnIdentity(t *testing.T) {
	d, lab := dockertest.Memory(), ownershiptest.Lab("demo")
	labels := map[string]string{planner.LabLabel: "demo"}
	owner := func() string {
		whose, err := engine.Whose(t.Context(), d, labels, lab, engine.NetworkMark("kind"))
		must(t, err)
		if whose.Unmarked {
			t.Error("it asks for marks that cannot be added")
		}
		return whose.Owner
	}
	if got := owner(); got != "demo" {
		t.Errorf("without a volume it belongs to %q", got)
	}
	makeVolume(t, d, engine.VolumeName("demo"), labels)
	if got := owner(); got != "demo" {
		t.Errorf("beside a volume of the same kaaslab it belongs to %q", got)
	}
	must(t, d.VolumeRemove(t.Context(), engine.VolumeName("demo"), true))
	makeVolume(t, d, engine.VolumeName("demo"), engine.Labels(lab, engine.VolumeMark(engine.VolumeName("demo"))))
	if got := owner(); got == "demo" {
		t.Error("beside a volume with an identity, the name alone makes it the lab's")
	}
}

// TestIdentityIsFoundOnTheVolume: it has to be that of a volume which the lab made, and not of a copy.
func TestIdentityIsFoundOnTheVolume(t *testing.T) {
	d, spec, made := dockertest.Memory(), newLab(), ownershiptest.LookAlike(unique)
	name := engine.VolumeName(spec.Name)
	h := NewVolumes(d.Engine, ownershiptest.Lab(spec.Name))
	makeVolume(t, d, name, engine.Labels(made, engine.VolumeMark("another")))
	if found, err := h.Identify(t.Context(), spec); err != nil || found.Known() {
		t.Errorf("on a copy it finds %+v, %v", found, err)
	}
	must(t, d.VolumeRemove(t.Context(), name, true))
	makeVolume(t, d, name, engine.Labels(made, engine.VolumeMark(name)))
	if found, err := h.Identify(t.Context(), spec); err != nil || found != made.Identity() {
		t.Errorf("it finds %+v, %v; want %+v", found, err, made.Identity())
	}
}

// TestNetworkOfALookAlikeStays: the network is shared, so it is used whoever made it; it goes with the lab that made it only.
func TestNetworkOfALookAlikeStays(t *testing.T) {
	d, lab := dockertest.Memory(), newLab()
	made := ownershiptest.LookAlike(lab.Name)
	resource := planner.Resource{ID: planner.ID{Kind: planner.KindNetwork, Name: lab.Peering.Network}, Attrs: planner.Network{}, Shared: true}
	must(t, NewNetworks(d.Engine, made).Apply(t.Context(), resource, silent))
	h := NewNetworks(d.Engine, ownershiptest.Lab(lab.Name))
	observed, err := h.Observe(t.Context(), planner.Want(lab))
	must(t, err)
	if len(observed) != 1 || observed[0].Owner == lab.Name {
		t.Fatalf("it sees %+v", observed)
	}
	if err := h.Delete(t.Context(), resource, silent); err == nil {
		t.Error("it removes the network of another lab of that name")
	}
	if found, err := engine.FindNetwork(t.Context(), d, lab.Peering.Network); err != nil || found == nil {
		t.Errorf("the network is gone (%v)", err)
	}
}
