package snapshot

import (
	"context"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

const (
	// patience is how long one cluster may take to answer. A status that waits for a broken one shows nothing.
	patience = 5 * time.Second
	// lookedInto is how many clusters are looked into at a time.
	lookedInto = 8
)

// atContents looks into the simulated clusters that are up. Others may run pods for anybody: there it takes kubectl.
func (l *sight) atContents(ctx context.Context) {
	if l.Contents == nil {
		return
	}
	l.contents = map[string]Contents{}
	var mu sync.Mutex
	var looking sync.WaitGroup
	slots := make(chan struct{}, lookedInto)
	for _, cluster := range l.upAndSimulated() {
		slots <- struct{}{}
		looking.Go(func() {
			defer func() { <-slots }()
			found, err := l.lookInto(ctx, cluster)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				l.problem("pods of cluster %s cannot be seen: %s", cluster, fault.Text(fault.Wrap(fault.KubernetesRequest, err)))
				return
			}
			l.contents[cluster] = found
		})
	}
	looking.Wait()
}

func (l *sight) lookInto(ctx context.Context, cluster string) (Contents, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return l.Contents(ctx, l.Kubeconfig(cluster))
}

func (l *sight) upAndSimulated() []string {
	var names []string
	for _, cluster := range l.Lab.Clusters() {
		there, found := l.state.Get(planner.ID{Kind: planner.KindWorkloadCluster, Name: cluster.Name})
		if cluster.Infrastructure.Emulated() && found && there.Phase == planner.Ready && l.Kubeconfig(cluster.Name) != "" {
			names = append(names, cluster.Name)
		}
	}
	return names
}
