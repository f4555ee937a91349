package clusters

import (
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
)

// onDelete is the type of a rollout that somebody goes through by hand.
const onDelete = "OnDelete"

func isOnDelete(pool topology.Pool) bool {
	return kube.Object(pool.Fields).Map("rollout", "strategy")["type"] == onDelete
}

// onDelete reports whether the cluster has a pool whose machines are replaced when somebody deletes them: nobody can wait for that.
func (c *liveCluster) onDelete() bool {
	return slices.ContainsFunc(c.Spec.Topology.Workers.MachineDeployments, isOnDelete)
}

// leftToSomebody reports whether an upgrade has come to pools whose machines somebody has to delete, and nothing else of the cluster is
// under way. What is pending comes after them.
func (c *liveCluster) leftToSomebody(topology kube.Condition) bool {
	left := false
	for line := range strings.Lines(topology.Message) {
		item, isItem := strings.CutPrefix(strings.TrimSpace(line), "* ")
		if !isItem || strings.Contains(item, " pending upgrade to ") || strings.Contains(item, " deferred using ") {
			continue
		}
		names, isPools := strings.CutPrefix(item, "MachineDeployment")
		names, _, isUpgrade := strings.Cut(names, " upgrading to version ")
		if !isPools || !isUpgrade || !c.allOnDelete(names) {
			return false
		}
		left = true
	}
	return left && topology.Reason == upgrading
}

// allOnDelete reads the names of MachineDeployments as a message has them.
func (c *liveCluster) allOnDelete(names string) bool {
	for name := range strings.SplitSeq(strings.TrimSpace(strings.TrimPrefix(names, "s")), ", ") {
		if !slices.ContainsFunc(c.Spec.Topology.Workers.MachineDeployments, func(pool topology.Pool) bool {
			return isOnDelete(pool) && strings.HasPrefix(name, c.namesOf(pool))
		}) {
			return false
		}
	}
	return true
}

// toDelete is a note on the pools for which an upgrade waits, if there are some. The counts of the Cluster have their machines for up to date.
func (c *liveCluster) toDelete() (notes []string) {
	topology, _ := c.Status.Conditions.Get("TopologyReconciled")
	if !c.leftToSomebody(topology) {
		return nil
	}
	for _, pool := range c.Spec.Topology.Workers.MachineDeployments {
		if isOnDelete(pool) && strings.Contains(topology.Message, c.namesOf(pool)) {
			notes = append(notes, "pool "+pool.Name+": the upgrade goes on when somebody deletes its machines (OnDelete)")
		}
	}
	return notes
}

// namesOf is how the name of the pool's MachineDeployment begins.
func (c *liveCluster) namesOf(pool topology.Pool) string {
	return c.Metadata.Name + "-" + pool.Name + "-"
}
