package clusters

import (
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/executor/kube"
)

// waitsFor says what keeps the Cluster from being usable, or nothing. One that the lab makes has to be what its spec says as
// well; how somebody else scales and upgrades an existing one is nothing that a lab waits for.
func (c *liveCluster) waitsFor(least int64, existing bool) string {
	least = max(least, c.Metadata.Generation)
	if !existing {
		return c.unlikeSpec(least)
	}
	switch {
	case c.Metadata.DeletionTimestamp != "":
		return c.deleting()
	case c.Status.ObservedGeneration < least:
		return unseenChange
	}
	if waitsFor := c.Status.Conditions.Blocking("Available"); waitsFor != "" {
		return c.detailed(waitsFor)
	}
	return ""
}

const unseenChange = "Cluster API has not seen the change yet"

// unlikeSpec says what keeps the Cluster from being what its spec says, or nothing. The state before a change is not taken
// for the state after it: every number and condition that the change moves has to have caught up with the least generation.
func (c *liveCluster) unlikeSpec(least int64) string {
	conditions := c.Status.Conditions
	topology, _ := conditions.Get("TopologyReconciled")
	switch {
	case c.Metadata.DeletionTimestamp != "":
		return c.deleting()
	case c.Status.ObservedGeneration < least || topology.ObservedGeneration < least && topology.Status == "True":
		return unseenChange
	}
	for _, name := range []string{"TopologyReconciled", "Available"} {
		if name == "TopologyReconciled" && (isHeldBack(topology.Reason) || topology.ObservedGeneration >= least && c.leftToSomebody(topology)) {
			continue
		}
		if waitsFor := conditions.Blocking(name); waitsFor != "" {
			return c.detailed(waitsFor + upgradeStep(name, topology))
		}
	}
	for _, name := range []string{"RollingOut", "ScalingUp", "ScalingDown"} {
		if name == "RollingOut" && c.onDelete() {
			continue // nothing of that pool moves by itself; the numbers tell of the others
		}
		if moving, found := conditions.Get(name); found && moving.Status != "False" {
			return c.detailed(name + ": " + kube.FirstLine(moving.Message))
		}
	}
	return c.missingMachines()
}

// upgradeStep says at which version an upgrade is, which Cluster API lists below where it goes.
func upgradeStep(name string, topology kube.Condition) string {
	lines := strings.Split(topology.Message, "\n")
	if name != "TopologyReconciled" || topology.Reason != upgrading || len(lines) < 2 {
		return ""
	}
	return ", " + kube.FirstLine(lines[1])
}

// upgrading is the reason of a topology on its way to another version.
const upgrading = "ClusterUpgrading"

// isHeldBack reports whether a topology is done but for pools that somebody holds back in an upgrade.
func isHeldBack(reason string) bool {
	return reason == "MachineDeploymentsUpgradeDeferred" || reason == "MachinePoolsUpgradeDeferred"
}

func (c *liveCluster) deleting() string {
	if deleting, found := c.Status.Conditions.Get("Deleting"); found && deleting.Message != "" {
		return "deleting: " + kube.FirstLine(deleting.Message)
	}
	return "being deleted"
}

// missingMachines compares the numbers, which conditions may run ahead of.
func (c *liveCluster) missingMachines() string {
	t, s := &c.Spec.Topology, &c.Status
	if replicas := t.ControlPlane.Replicas; replicas != nil {
		if waitsFor := s.ControlPlane.missing("control plane machines", *replicas); waitsFor != "" {
			return c.detailed(waitsFor)
		}
	}
	workers, wanted := s.Workers, c.wantedWorkers()
	if c.onDelete() {
		workers.UpToDate = &wanted
	}
	if waitsFor := workers.missing("workers", wanted); waitsFor != "" {
		return c.detailed(waitsFor)
	}
	return ""
}

func (m machineCounts) missing(what string, wanted int) string {
	for _, count := range []struct {
		state string
		n     *int
	}{{"planned", m.Desired}, {"there", m.Replicas}, {"ready", m.Ready}, {"up to date", m.UpToDate}} {
		if number(count.n) != wanted {
			return fmt.Sprintf("%d of %d %s %s", number(count.n), wanted, what, count.state)
		}
	}
	return ""
}

// detailed names the machine that holds things up, if Cluster API names one. A machine in which a command failed is the
// news: all else is its consequence.
func (c *liveCluster) detailed(waitsFor string) string {
	lists := c.unreadyMachines()
	for _, list := range lists {
		if failure := failedMachine(list); failure != "" {
			return failure + "; " + waitsFor
		}
	}
	if strings.Contains(waitsFor, "Machine ") {
		return waitsFor
	}
	for _, list := range lists {
		if machine := firstMachine(list); machine != "" {
			return waitsFor + "; waiting for " + machine
		}
	}
	return waitsFor
}

// unreadyMachines are the messages in which Cluster API lists machines that are not ready.
func (c *liveCluster) unreadyMachines() []string {
	var lists []string
	for _, name := range []string{"ControlPlaneMachinesReady", "WorkerMachinesReady"} {
		if condition, _ := c.Status.Conditions.Get(name); condition.Status != "True" {
			lists = append(lists, condition.Message)
		}
	}
	return lists
}

// firstMachine finds the first machine in a list of machines, each followed by a list of conditions.
func firstMachine(message string) string {
	if i := strings.Index(message, "Machine"); i >= 0 {
		return kube.FirstLine(message[i:])
	}
	return ""
}
