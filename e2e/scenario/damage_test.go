package scenario

import (
	"slices"

	"github.com/docker/docker/api/types/container"
)

func peeringHealed(l *lab) {
	if err := l.docker.NetworkDisconnect(l.Context(), "kind", l.server(), true); err != nil {
		l.Fatal(err)
	}
	l.planned("peering/" + l.server())
	l.apply()
	if !l.attached(l.server(), "kind") {
		l.Error("the management cluster is not on network kind")
	}
	l.matches()
}

// agentPeered shows that the server is not the only node whose pods reach the
// workload clusters.
func agentPeered(l *lab) {
	agent := "k3d-" + l.management() + "-agent-0"
	if !l.attached(l.server(), "kind") || !l.attached(agent, "kind") {
		l.Fatal("a node of the management cluster is not on network kind")
	}
	if err := l.docker.NetworkDisconnect(l.Context(), "kind", agent, true); err != nil {
		l.Fatal(err)
	}
	l.planned("peering/" + agent)
	l.apply()
	if !l.attached(agent, "kind") {
		l.Error("the agent is not on network kind again")
	}
	l.matches()
}

// stoppedAndStarted: a lab that is stopped has no container that runs, and
// comes back with the same ones, whatever its controllers would have replaced.
func stoppedAndStarted(l *lab) {
	before := l.identities()
	l.must(0, "stop")
	for _, c := range l.containers() {
		if c.State == "running" {
			l.Errorf("container %s runs in a lab that was stopped", nameOf(c))
		}
	}
	l.must(0, "start")
	l.recovers(before)
}

// allStarted is what a restart of the machine does: all stops, and comes back
// in an order of its own.
func allStarted(l *lab) {
	before := l.identities()
	all := l.containers()
	for _, c := range all {
		l.stop(c.ID)
	}
	slices.Reverse(all)
	for _, c := range all {
		l.start(c.ID)
	}
	l.recovers(before)
}

// daemonKilled takes the daemon away without a warning, and what depends on it.
func daemonKilled(l *lab) {
	if !l.ownsDaemon() {
		l.Skip("the daemon of DOCKER_HOST is not the tests' own to kill")
	}
	before, ends := l.identities(), containerEnds(l)
	if err := l.daemon.Kill(l.Context()); err != nil {
		l.Fatal(err)
	}
	if r := l.run("plan"); r.code == 0 {
		l.Errorf("plan has an answer without a daemon:\n%s", r.stdout)
	}
	if err := l.daemon.Up(l.Context()); err != nil {
		l.Fatal(err)
	}
	l.startForeigners()
	l.apply()
	left(l, ends)
	l.recovered(before)
}

// recovers applies, and checks that all is there again, and the same.
func (l *lab) recovers(before map[string]string) {
	l.Helper()
	l.apply()
	l.recovered(before)
}

// recovered checks that all is there again, and the same.
func (l *lab) recovered(before map[string]string) {
	l.Helper()
	for _, c := range l.Clusters {
		eventually(l, settling, "the nodes of cluster "+c.Name+" are ready", func() error { return l.nodesReady(c.Name, c.machines()) })
	}
	l.wantSame(before, l.identities())
	l.wantWebserver(slices.IndexFunc(l.Clusters, func(c clusterSpec) bool { return c.Web == "yes" }))
	l.settles()
}

// workersReplaced loses nodes for good, one of a MachineDeployment and one of a MachinePool: Cluster API has to make others.
func workersReplaced(l *lab) {
	for _, c := range l.Clusters {
		l.removeContainer(l.workers(c.Name)[0].ID)
	}
	l.planned(l.Clusters[first].Name, l.Clusters[second].Name)
	l.apply()
	for _, c := range l.Clusters {
		l.wantNodesReady(c)
	}
	l.matches()
}

func (l *lab) workers(cluster string) []container.Summary {
	l.Helper()
	workers := slices.DeleteFunc(l.nodesOf(cluster), func(c container.Summary) bool { return c.Labels["io.x-k8s.kind.role"] != "worker" })
	if len(workers) == 0 {
		l.Fatalf("cluster %s has no workers", cluster)
	}
	return workers
}

// managementDeleted leaves nothing of k3d.
func managementDeleted(l *lab) {
	l.tool("k3d", "cluster", "delete", l.management())
	if left := l.nodesOf(l.Clusters[first].Name); len(left) == 0 {
		l.Fatal("the nodes of the workload cluster are gone too")
	}
}
