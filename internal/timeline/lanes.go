package timeline

import (
	"slices"
	"time"

	"github.com/kaaslab/kaaslab/internal/course"
	"github.com/kaaslab/kaaslab/planner"
)

// lane is a row of the picture: the steps of a workload cluster one after the other, or a step of something else.
type lane struct {
	label string
	steps []*course.Step
	end   time.Time
}

// lanes are those of steps that began, in the order in which the first of each could. The others are notBegun.
func (t *Timeline) lanes() (lanes []*lane, notBegun []*course.Step) {
	clusters, open := clusterNames(t.steps()), map[string]*lane{}
	for _, step := range t.steps() {
		if step.Begun.IsZero() {
			notBegun = append(notBegun, step)
			continue
		}
		label := step.Resource.String()
		if clusters[step.Resource.Name] && ofACluster[step.Resource.Kind] {
			label = step.Resource.Name
		}
		l := open[label]
		if l == nil || l.end.After(step.Begun) {
			l = &lane{label: label}
			open[label], lanes = l, append(lanes, l)
		}
		l.steps, l.end = append(l.steps, step), step.Begun.Add(step.Age(t.now))
	}
	slices.SortStableFunc(lanes, func(a, b *lane) int { return a.steps[0].Begun.Compare(b.steps[0].Begun) })
	return lanes, notBegun
}

// ofACluster are the kinds whose resources are called as their workload cluster.
var ofACluster = map[planner.Kind]bool{planner.KindWorkloadCluster: true, planner.KindKubeconfig: true}

func clusterNames(steps []*course.Step) map[string]bool {
	names := map[string]bool{}
	for _, step := range steps {
		if step.Resource.Kind == planner.KindWorkloadCluster {
			names[step.Resource.Name] = true
		}
	}
	return names
}
