package executor

import (
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// node is a step and its place among the others, which are known by their position in the plan.
type node struct {
	step       *planner.Step
	dependents []int
	missing    int // how many of its needs have not succeeded yet
	outcome    outcome
	err        error
	track      *track
}

type outcome int

const (
	notStarted outcome = iota
	started
	succeeded
	failed
	skipped    // a step that it needs failed
	unfinished // it was interrupted
)

// newGraph links the steps of a plan. It refuses a plan that could not be run to its end, before anything is done.
func newGraph(plan *planner.Plan) ([]node, error) {
	nodes, position := make([]node, len(plan.Steps)), make(map[planner.StepID]int, len(plan.Steps))
	for i := range plan.Steps {
		step := &plan.Steps[i]
		if _, twice := position[step.ID]; twice {
			return nil, fault.Errorf(fault.Bug, "step %q is in the plan twice; this is a bug in kaaslab, please report it", step.ID)
		}
		nodes[i].step, position[step.ID] = step, i
	}
	for i := range nodes {
		if err := link(nodes, position, i); err != nil {
			return nil, err
		}
	}
	return nodes, checkCycles(nodes)
}

func link(nodes []node, position map[planner.StepID]int, i int) error {
	for _, need := range nodes[i].step.Needs {
		from, known := position[need]
		if !known {
			return fault.Errorf(fault.Bug, "step %q needs %q, which is not in the plan; this is a bug in kaaslab, please report it",
				nodes[i].step.ID, need)
		}
		nodes[from].dependents = append(nodes[from].dependents, i)
		nodes[i].missing++
	}
	return nil
}

// checkCycles walks through the plan as a run would.
func checkCycles(nodes []node) error {
	missing := make([]int, len(nodes))
	for i := range nodes {
		missing[i] = nodes[i].missing
	}
	for queue := roots(nodes); len(queue) > 0; queue = queue[1:] {
		for _, dependent := range nodes[queue[0]].dependents {
			if missing[dependent]--; missing[dependent] == 0 {
				queue = append(queue, dependent)
			}
		}
	}
	if i := slices.IndexFunc(missing, func(n int) bool { return n > 0 }); i >= 0 {
		return fault.Errorf(fault.Bug, "step %q needs itself through others; this is a bug in kaaslab, please report it", nodes[i].step.ID)
	}
	return nil
}

func roots(nodes []node) []int {
	var free []int
	for i := range nodes {
		if nodes[i].missing == 0 {
			free = append(free, i)
		}
	}
	return free
}
