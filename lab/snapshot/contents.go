package snapshot

import (
	"context"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

const (
	// patience is how long one cluster may take to answer. A status that waits for a broken one shows nothing.
	patience = 5 * time.Second
	// lookedInto is how many clusters are looked into at a time.
	lookedInto = 8
)

// atContents looks into the lab's own clusters that are up and run pods, as if or in truth. In those of others it takes kubectl.
func (l *sight) atContents(ctx context.Context) {
	if l.Contents == nil {
		return
	}
	l.contents = map[string]Contents{}
	var mu sync.Mutex
	var looking sync.WaitGroup
	slots := make(chan struct{}, lookedInto)
	for _, cluster := range l.upWithPods() {
		slots <- struct{}{}
		looking.Go(func() {
			defer func() { <-slots }()
			found, err := l.lookInto(ctx, cluster.Name)
			if !cluster.Infrastructure.Emulated() {
				found.Unanswered = nil // something runs behind Services there
			}
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				l.problem("pods of cluster %s cannot be seen: %s", cluster.Name, fault.Text(fault.Wrap(fault.KubernetesRequest, err)))
				return
			}
			l.contents[cluster.Name] = found
		})
	}
	looking.Wait()
}

func (l *sight) lookInto(ctx context.Context, cluster string) (Contents, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return l.Contents(ctx, l.Kubeconfig(cluster))
}

func (l *sight) upWithPods() []spec.WorkloadCluster {
	var up []spec.WorkloadCluster
	for _, cluster := range l.Lab.Clusters() {
		there, found := l.state.Get(planner.ID{Kind: planner.KindWorkloadCluster, Name: cluster.Name})
		runs := cluster.Infrastructure.Emulated() || cluster.Infrastructure.OnDocker()
		if runs && found && there.Phase == planner.Ready && l.Kubeconfig(cluster.Name) != "" {
			up = append(up, cluster)
		}
	}
	return up
}
