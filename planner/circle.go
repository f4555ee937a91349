package planner

import (
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// unwind takes resources out of each other. What is there says by itself what holds it, so that two may say so of each
// other; nothing can be held by itself, and the first by name of such a circle is taken to stand alone.
func (c *comparison) unwind() {
	var inCircle []ID
	for _, o := range c.there {
		if c.holdsItself(o.ID) {
			inCircle = append(inCircle, o.ID)
		}
	}
	slices.SortFunc(inCircle, compareIDs)
	for _, id := range inCircle {
		if c.holdsItself(id) {
			i := slices.IndexFunc(c.there, func(o Observed) bool { return o.ID == id })
			c.there[i].Within = ID{}
			c.observed[id] = c.there[i]
		}
	}
}

func (c *comparison) holdsItself(id ID) bool {
	var seen []ID
	for at := c.observed[id].Within; at != (ID{}) && !slices.Contains(seen, at); at = c.observed[at].Within {
		if at == id {
			return true
		}
		seen = append(seen, at)
	}
	return false
}

// openCircles takes needs away from deletions that need each other in a circle: what is there may say that it uses each
// other, and has to go all the same. Whichever goes first, the others wait for it, so the first by name goes first. A circle in
// which nothing is deleted is not opened: to make things in any other order than they ask for is to make them wrong.
func openCircles(steps []*Step) error {
	position := positions(steps)
	for {
		circle := findCircle(steps, position)
		if circle == nil {
			return nil
		}
		if !openCircle(steps, circle) {
			return refusedCircle(steps, circle)
		}
	}
}

// openCircle prefers to let a deletion go before another deletion. To let one go before the change that ends the use is the
// last resort: the other side may refuse it, and the next apply finishes it.
func openCircle(steps []*Step, circle []int) bool {
	for _, needed := range [][]Action{{Delete}, {Update, Ensure}} {
		first := -1
		for i, at := range circle {
			next := steps[circle[(i+1)%len(circle)]]
			opens := steps[at].Action == Delete && slices.Contains(needed, next.Action)
			if opens && (first < 0 || at < circle[first]) {
				first = i
			}
		}
		if first >= 0 {
			step, need := steps[circle[first]], steps[circle[(first+1)%len(circle)]].ID
			step.Needs = slices.DeleteFunc(step.Needs, func(id StepID) bool { return id == need })
			return true
		}
	}
	return false
}

// findCircle returns positions of steps of which each needs the next, and the last the first, or nil. It looks from the first
// step on, so that the same plan always has the same circle.
func findCircle(steps []*Step, position map[StepID]int) []int {
	const unseen, onPath, done = 0, 1, 2
	state, path := make([]int, len(steps)), []int{}
	var visit func(i int) []int
	visit = func(i int) []int {
		state[i] = onPath
		path = append(path, i)
		for _, need := range steps[i].Needs {
			switch next := position[need]; state[next] {
			case onPath:
				return slices.Clone(path[slices.Index(path, next):])
			case unseen:
				if circle := visit(next); circle != nil {
					return circle
				}
			}
		}
		state[i], path = done, path[:len(path)-1]
		return nil
	}
	for i := range steps {
		if state[i] == unseen {
			if circle := visit(i); circle != nil {
				return circle
			}
		}
	}
	return nil
}

func refusedCircle(steps []*Step, circle []int) error {
	names := make([]string, 0, len(circle)+1)
	for _, i := range append(circle, circle[0]) {
		names = append(names, string(steps[i].ID))
	}
	return &Refused{Refusals: []Refusal{{steps[circle[0]].Resource.ID, fault.Circle,
		"cannot be put in order, for each of these waits for the next: " + strings.Join(names, " -> ") + "; take what it needs of the others out of the lab file, and apply that first"}}}
}
