package host

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
)

// perm is the mode of every kubeconfig file: it holds an administrator's key.
const perm fs.FileMode = 0o600

// Kubeconfigs handles the kubeconfig files in a lab's state directory.
type Kubeconfigs struct {
	executor.GoneAtOnce
	dir        statedir.Dir
	management Management
	workloads  Workloads
	poll       time.Duration
}

var _ executor.Handler = (*Kubeconfigs)(nil)

// NewKubeconfigs returns the handler of the kubeconfig files in a lab's state directory.
func NewKubeconfigs(dir statedir.Dir, management Management, workloads Workloads) *Kubeconfigs {
	return &Kubeconfigs{dir: dir, management: management, workloads: workloads, poll: time.Second}
}

// Observe lists the files. That takes no cluster, for files must be removable when the clusters are long gone; whether a
// file is up to date does take the management cluster.
func (k *Kubeconfigs) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	files, err := k.list(want)
	if err != nil || len(files) == 0 {
		return nil, err
	}
	now := k.revisions(ctx)
	if err := cmp.Or(ctx.Err(), now.brokenOff()); err != nil {
		return nil, fmt.Errorf("compare the kubeconfig files with their clusters: %w", err)
	}
	observed := make([]planner.Observed, len(files))
	for i, f := range files {
		observed[i] = planner.Observed{
			Resource: planner.KubeconfigResource(f.cluster), Owner: k.dir.Lab(), Phase: planner.Ready, Detail: f.wrong(now),
		}
		if observed[i].Detail != "" {
			observed[i].Phase = planner.NotReady
		}
	}
	return observed, nil
}

// Apply writes the file. If its cluster has no kubeconfig yet, a file that is there reaches a cluster that is gone, so it
// goes, and AwaitReady writes the new one.
func (k *Kubeconfigs) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	err := k.write(ctx, r)
	if apierrors.IsNotFound(err) {
		return k.Delete(ctx, r, report)
	}
	return err
}

// AwaitReady writes the file as soon as its cluster has a kubeconfig, if Apply found none. A cluster usually has one by
// the time it is ready, but that is known only of the clusters that kaaslab makes itself.
func (k *Kubeconfigs) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	if _, err := os.Lstat(k.dir.Kubeconfig(r.ID.Name)); err == nil {
		return nil
	}
	return poll.Until(ctx, "the kubeconfig of cluster "+r.ID.Name, k.poll, report, func(ctx context.Context) (string, error) {
		if err := k.write(ctx, r); !apierrors.IsNotFound(err) {
			return "", err
		}
		return "waiting for the cluster's kubeconfig", nil
	})
}

func (k *Kubeconfigs) write(ctx context.Context, r planner.Resource) error {
	cluster, name := r.Attrs.(planner.Kubeconfig).Cluster, r.ID.Name
	content, revision, err := k.fetch(ctx, cluster, name)
	if err != nil {
		return fmt.Errorf("get the kubeconfig of cluster %s: %w", name, err)
	}
	file, err := newFile(record{Lab: k.dir.Lab(), Cluster: cluster.String(), Revision: revision}, name, content)
	if err != nil {
		return err
	}
	return k.dir.WriteFile(k.dir.Kubeconfig(name), file, perm)
}

func (k *Kubeconfigs) fetch(ctx context.Context, cluster planner.ID, name string) ([]byte, string, error) {
	if cluster.Kind != planner.KindManagementCluster {
		return k.workloads.WorkloadKubeconfig(ctx, name)
	}
	content, err := k.management(ctx)
	return content, digest(content), err
}

// Delete removes the file. One that cannot be removed, for nothing can be changed where it is, keeps no cluster from going.
func (k *Kubeconfigs) Delete(_ context.Context, r planner.Resource, report executor.Report) error {
	err := os.Remove(k.dir.Kubeconfig(r.ID.Name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case statedir.Unwritable(err):
		report("the file stays: " + err.Error())
		return nil
	}
	return err
}
