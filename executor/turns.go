package executor

import (
	"cmp"
	"slices"

	"github.com/kaaslab/kaaslab/planner"
)

// Rationed is a Handler whose resources use up something while they become ready, such as the processors of this machine:
// all at once would bring each of them forward so slowly that none is ready in time. So they come in waves.
type Rationed interface {
	// Share is what the resource uses up until it is ready.
	Share(r planner.Resource) Share
}

// Share is a part of something of which there is only so much. The zero value is nothing.
type Share struct {
	Of   string
	Part float64 // of the whole, which is 1
}

// turns counts what the steps under way use up.
type turns struct {
	shares []Share // of each node
	taken  map[string]float64
}

func newTurns(nodes []node, handlers Handlers) turns {
	t := turns{shares: make([]Share, len(nodes)), taken: map[string]float64{}}
	for i := range nodes {
		t.shares[i] = shareOf(nodes[i].step, handlers)
	}
	return t
}

// shareOf a step: what is removed gives back, and waits for nobody.
func shareOf(step *planner.Step, handlers Handlers) Share {
	rationed, is := handlers[step.Resource.ID.Kind].(Rationed)
	if !is || step.Action == planner.Delete {
		return Share{}
	}
	return rationed.Share(step.Resource)
}

// next is the place of the first step in the queue whose turn has come, or -1. A small one does not pass a large one that
// waits for the same.
func (t *turns) next(queue []int) int {
	waiting := map[string]bool{}
	for place, i := range queue {
		share := t.shares[i]
		if !waiting[share.Of] && t.fits(share) {
			return place
		}
		waiting[share.Of] = true
	}
	return -1
}

// rounding is what many parts may be more than the whole by, for they are no whole numbers.
const rounding = 1e-6

// fits is true of one that is alone, however large.
func (t *turns) fits(share Share) bool {
	return share.Part <= 0 || t.taken[share.Of] < rounding || t.taken[share.Of]+share.Part <= 1+rounding
}

func (t *turns) take(i int) { t.taken[t.shares[i].Of] += t.shares[i].Part }
func (t *turns) give(i int) { t.taken[t.shares[i].Of] -= t.shares[i].Part }

// nearestFirst puts what is there already before what is still to be made: what an earlier run left half made is nearer to its
// end, and uses up its share whether it has its turn or not. Otherwise the order stays.
func nearestFirst(queue []int, nodes []node) []int {
	slices.SortStableFunc(queue, func(a, b int) int { return cmp.Compare(farness(nodes[a].step), farness(nodes[b].step)) })
	return queue
}

func farness(step *planner.Step) int {
	if step.Action == planner.Create {
		return 1
	}
	return 0
}
