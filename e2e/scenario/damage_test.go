package scenario

import (
	"fmt"
	"slices"
	"strings"

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

func managementStarted(l *lab) {
	before := l.identities()
	l.stop(l.server())
	l.planned("managementCluster/" + l.management())
	l.apply()
	l.wantSame(before, l.identities())
	l.matches()
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
		if err := l.docker.ContainerStart(l.Context(), c.ID, container.StartOptions{}); err != nil {
			l.Fatal(err)
		}
	}
	l.apply()
	l.wantSame(before, l.identities())
	l.wantAllReady()
	l.wantWebserver(slices.IndexFunc(l.Clusters, func(c clusterSpec) bool { return c.Web == "yes" }))
	l.matches()
}

// workerReplaced loses a node for good: Cluster API has to make another.
func workerReplaced(l *lab) {
	lost := l.workers(l.Clusters[second].Name)[0]
	l.removeContainer(lost.ID)
	l.planned(l.Clusters[second].Name)
	l.apply()
	l.wantNodesReady(l.Clusters[second])
	l.matches()
}

func (l *lab) workers(cluster string) []container.Summary {
	l.Helper()
	workers := slices.DeleteFunc(l.nodesOf(cluster), func(c container.Summary) bool { return !strings.Contains(nameOf(c), "-md-0-") })
	if len(workers) == 0 {
		l.Fatalf("cluster %s has no workers", cluster)
	}
	return workers
}

// managementKilled leaves no container of k3d.
func managementKilled(l *lab) {
	for _, c := range l.containers() {
		if c.Labels["k3d.cluster"] != "" {
			l.removeContainer(c.ID)
		}
	}
	if left := l.nodesOf(l.Clusters[first].Name); len(left) == 0 {
		l.Fatal("the nodes of the workload cluster are gone too")
	}
}

// stop returns when the container has ended.
func (l *lab) stop(id string) {
	l.Helper()
	seconds := 10
	if err := l.docker.ContainerStop(l.Context(), id, container.StopOptions{Timeout: &seconds}); err != nil {
		l.Fatal(fmt.Errorf("stop %s: %w", id, err))
	}
}
