package planner

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"
)

// inOrder sorts the steps so that each stands behind what it needs. Among those that could run at the same time the table
// of kinds decides, then the name; so the same lab and state always give the same plan.
func (d *drafts) inOrder() ([]Step, error) {
	steps := d.all()
	slices.SortFunc(steps, compareSteps)
	sortNeeds(steps)
	if err := openCircles(steps); err != nil {
		return nil, err
	}
	waiting, users := dependencies(steps)
	ready := &intHeap{}
	for i, count := range waiting {
		if count == 0 {
			heap.Push(ready, i)
		}
	}
	ordered := make([]Step, 0, len(steps))
	for ready.Len() > 0 {
		i := heap.Pop(ready).(int)
		ordered = append(ordered, *steps[i])
		for _, user := range users[i] {
			if waiting[user]--; waiting[user] == 0 {
				heap.Push(ready, user)
			}
		}
	}
	return ordered, nil
}

func (d *drafts) all() []*Step {
	steps := make([]*Step, 0, len(d.apply)+len(d.remove))
	for _, step := range d.apply {
		steps = append(steps, step)
	}
	for _, step := range d.remove {
		steps = append(steps, step)
	}
	return steps
}

// sortNeeds sorts the needs of each step and removes what is double.
func sortNeeds(steps []*Step) {
	for _, step := range steps {
		slices.Sort(step.Needs)
		step.Needs = slices.Compact(step.Needs)
	}
}

// dependencies counts what each step waits for, and lists which steps wait for it, by position.
func dependencies(steps []*Step) (waiting []int, users [][]int) {
	position := positions(steps)
	waiting, users = make([]int, len(steps)), make([][]int, len(steps))
	for i, step := range steps {
		for _, need := range step.Needs {
			waiting[i]++
			users[position[need]] = append(users[position[need]], i)
		}
	}
	return waiting, users
}

func positions(steps []*Step) map[StepID]int {
	position := make(map[StepID]int, len(steps))
	for i, step := range steps {
		position[step.ID] = i
	}
	return position
}

func compareSteps(a, b *Step) int {
	return cmp.Or(compareIDs(a.Resource.ID, b.Resource.ID), strings.Compare(string(b.ID), string(a.ID)))
}

func compareIDs(a, b ID) int {
	return cmp.Or(cmp.Compare(rank[a.Kind], rank[b.Kind]), strings.Compare(a.Name, b.Name))
}

type intHeap []int

func (h intHeap) Len() int           { return len(h) }
func (h intHeap) Less(i, j int) bool { return h[i] < h[j] }
func (h intHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *intHeap) Push(x any)        { *h = append(*h, x.(int)) }
func (h *intHeap) Pop() any {
	last := len(*h) - 1
	x := (*h)[last]
	*h = (*h)[:last]
	return x
}
