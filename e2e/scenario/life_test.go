package scenario

import (
	"flag"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/e2e/internal/imageset"
	"github.com/kaaslab/kaaslab/e2e/internal/until"
)

// controlPlanes is for a longer run: each machine more takes a minute.
var controlPlanes = flag.Int("control-planes", 1, "machines of the control plane in the lab on the network of the user")

const (
	first  = 0 // places in labSpec.Clusters
	second = 1
)

// TestLab is the life of a lab. Its steps follow from each other: one that
// fails is told, and the next begin with what it left.
func TestLab(t *testing.T) {
	l := newLab(t, labSpec{Name: "e2e-life", Clusters: []clusterSpec{
		{Name: "e2e-life-a", Workers: 1, Web: "yes"},
		{Name: "e2e-life-b", Workers: 1, MachinePool: true, Web: "no"},
	}})
	l.sayOfMachines()
	foreign := l.foreigners("bridge", "somebodys")
	if !l.step("it is made", made) {
		t.FailNow()
	}
	foreign = append(foreign, l.namesake())
	l.step("what it says of machines is in them", saidOfMachines)
	l.step("images of an archive are in all nodes", imagesArchived)
	l.step("nodes ask the mirror, and then the proxy", registriesAsked)
	l.step("there is nothing to do, and nothing is written", nothingToDo)
	l.step("other tools see it as theirs", seenByOthers)
	l.step("a page of an add-on is opened", opened)
	l.step("what it holds is collected, and no secret of it", diagnosed)
	l.step("a worker is added", workerAdded)
	l.step("an archive with other images reaches all nodes", archiveChanged)
	l.step("a label moves an add-on", labelMoved)
	l.step("a cut peering is healed", peeringHealed)
	besideAnother(l)
	l.step("it is stopped and started", stoppedAndStarted)
	l.step("all containers are started in another order", allStarted)
	l.step("a daemon that was killed comes back", daemonKilled)
	l.step("removed workers are replaced", workersReplaced)
	l.step("it is destroyed, with its network", destroyed)
	l.step("what is foreign is still there", func(l *lab) { l.wantUntouched(foreign) })
}

// besideAnother makes and destroys a second lab on the same host and network.
func besideAnother(l *lab) {
	cluster := clusterSpec{Name: "e2e-beside-a", Workers: 0, Web: "yes"}
	if l.DualStack {
		cluster.Pods, cluster.Services = "fd00:20:244::/56,10.244.0.0/16", "fd00:20:96::/112,10.96.0.0/12"
	}
	other := newLab(l.T, labSpec{
		Name: "e2e-beside", Release: imageset.OlderClusterAPI, Clusters: []clusterSpec{cluster}, DualStack: l.DualStack,
	})
	before := l.identities()
	untouched := func(l *lab) {
		l.wantSame(before, l.identities())
		l.settles()
	}
	other.step("a second lab is made on the same host", madeBeside)
	other.step("its pods and services have IPv6 first", ipv6First)
	l.step("the first lab is as it was", untouched)
	other.step("its Cluster API is upgraded", upgraded)
	other.step("the second lab is destroyed by its name, and its network stays", destroyedByName)
	l.step("the first lab is as it was", untouched)
}

// TestOnTheNetworkOfTheUser makes a lab on a network that was there, beside
// the user's own containers, with an agent beside its server. It loses its
// management cluster, so that no controller helps to remove the nodes.
func TestOnTheNetworkOfTheUser(t *testing.T) {
	until.Enough(t, 6*time.Minute)
	l := newLab(t, labSpec{Name: "e2e-user", Agents: 1, Clusters: []clusterSpec{
		{Name: "e2e-user-a", ControlPlanes: *controlPlanes, Workers: 1, Web: "no"},
	}})
	l.networkOfTheUser()
	foreign := l.foreigners("kind", "somebodys")
	if !l.step("it is made on a network of the user", madeBeside) {
		t.FailNow()
	}
	foreign = append(foreign, l.namesake())
	l.step("every node of the management cluster is peered", agentPeered)
	l.step("k3d stops and starts its management cluster", restartedByK3d)
	l.step("k3d deletes its management cluster", managementDeleted)
	l.step("it is destroyed, and the network stays", destroyed)
	l.step("what is foreign is still there", func(l *lab) { l.wantUntouched(foreign) })
}
