package clusters

import (
	"context"
	"fmt"
	"slices"

	"github.com/kaaslab/kaaslab/planner"
)

// machinesThere are the machines of all clusters, and the containers behind them.
type machinesThere struct {
	machines   []Machine
	containers map[string]bool
}

// look reads the machines first: a container that is made meanwhile is seen, and one that is removed meanwhile is seen
// the next time.
func (h *replacing) look(ctx context.Context) (machinesThere, error) {
	machines, err := h.machines.List(ctx)
	if err != nil {
		return machinesThere{}, err
	}
	containers, err := h.containers(ctx)
	return machinesThere{machines, containers}, err
}

func (t machinesThere) of(cluster planner.Resource) []Machine {
	return slices.DeleteFunc(slices.Clone(t.machines), func(m Machine) bool { return m.Cluster != cluster.ID.Name || m.Namespace != homeOf(cluster) })
}

// lost lists the machines that had a container and have none any more.
func (t machinesThere) lost(cluster planner.Resource) []Machine {
	return slices.DeleteFunc(t.of(cluster), func(m Machine) bool {
		return !m.Provisioned || m.Deleting || t.containers[m.container()]
	})
}

// controlPlaneIsLost reports whether no machine is left that could bring up another.
func (t machinesThere) controlPlaneIsLost(cluster planner.Resource) bool {
	controlPlane := slices.DeleteFunc(t.of(cluster), func(m Machine) bool { return !m.ControlPlane })
	lost := slices.DeleteFunc(t.lost(cluster), func(m Machine) bool { return !m.ControlPlane })
	return len(lost) > 0 && len(lost) == len(controlPlane)
}

// waitsFor names the first machine that is on its way out or in, or says how many are missing, or nothing.
func (t machinesThere) waitsFor(cluster planner.Resource, wanted int) string {
	machines := t.of(cluster)
	for _, m := range machines {
		switch {
		case m.Deleting:
			return "Machine " + m.Name + " is being deleted"
		case !m.Provisioned || !t.containers[m.container()]:
			return "Machine " + m.Name + " has no container yet"
		}
	}
	if len(machines) < wanted {
		return fmt.Sprintf("%d of %d machines are made", len(machines), wanted)
	}
	return ""
}

func namesOf(machines []Machine) []string {
	names := make([]string, len(machines))
	for i, m := range machines {
		names[i] = m.Name
	}
	return names
}
