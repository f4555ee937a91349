package executor

import (
	"slices"

	"github.com/kaaslab/kaaslab/planner"
)

// Rationed is a Handler whose resources use up something while they become ready, such as the processors of this machine:
// all at once would bring each of them forward so slowly that none is ready in time. Those that have begun are brought to
// their end first.
type Rationed interface {
	// AtOnce names what the resource uses up until it is ready, and how many may do so at a time. Zero is no limit.
	AtOnce(r planner.Resource) (of string, limit int)
}

// turns counts the steps under way of each ration.
type turns struct {
	handlers Handlers
	taken    map[string]int
}

// next is the place of the first step in the queue whose turn has come, or -1.
func (t *turns) next(queue []int, nodes []node) int {
	return slices.IndexFunc(queue, func(i int) bool {
		of, limit := t.ration(nodes[i].step)
		return limit == 0 || t.taken[of] < limit
	})
}

// ration of a step: what is removed gives back, and waits for nobody.
func (t *turns) ration(step *planner.Step) (of string, limit int) {
	rationed, is := t.handlers[step.Resource.ID.Kind].(Rationed)
	if !is || step.Action == planner.Delete {
		return "", 0
	}
	return rationed.AtOnce(step.Resource)
}

func (t *turns) take(step *planner.Step) { t.count(step, 1) }
func (t *turns) give(step *planner.Step) { t.count(step, -1) }

func (t *turns) count(step *planner.Step, by int) {
	if of, limit := t.ration(step); limit > 0 {
		t.taken[of] += by
	}
}
