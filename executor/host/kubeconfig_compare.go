package host

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// revisions are the revisions of the kubeconfigs that there are now.
type revisions struct {
	management string
	workload   map[string]string

	managementErr, workloadErr error
}

// revisions asks for both at once. A management cluster that does not answer is no reason to lose sight of the files.
func (k *Kubeconfigs) revisions(ctx context.Context) revisions {
	now, wait := revisions{}, sync.WaitGroup{}
	wait.Go(func() {
		content, err := k.management(ctx)
		now.management, now.managementErr = digest(content), err
	})
	wait.Go(func() { now.workload, now.workloadErr = k.workloads.WorkloadKubeconfigRevisions(ctx) })
	wait.Wait()
	return now
}

// brokenOff is the error of an answer that was cut in its middle. Who began to answer is not down, so asking again tells.
func (now revisions) brokenOff() error {
	for _, err := range []error{now.managementErr, now.workloadErr} {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
	}
	return nil
}

// wrong says what is wrong with the file, or nothing.
func (f file) wrong(now revisions) string {
	if f.problem != "" {
		return f.problem
	}
	revision, found, err := now.of(f.cluster)
	switch {
	case fault.Of(err) == fault.EmbeddedEnded: // stopped or died, which its own step says
		return "cannot be compared until the management cluster runs"
	case err != nil:
		return "cannot be compared while the management cluster is down: " + err.Error()
	case !found:
		return "its cluster has no kubeconfig now"
	case revision != f.record.Revision:
		return "the cluster's kubeconfig has changed"
	}
	return ""
}

func (now revisions) of(cluster planner.ID) (revision string, found bool, err error) {
	if cluster.Kind == planner.KindManagementCluster {
		return now.management, now.managementErr == nil, now.managementErr
	}
	revision, found = now.workload[planner.KubeconfigResource(cluster).ID.Name]
	return revision, found, now.workloadErr
}
