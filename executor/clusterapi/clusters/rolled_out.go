package clusters

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
)

// What tells whether machines are those that a cluster asks for. The Cluster hears of a change of them when it is under way, so
// that it says for a moment that all is as it should be.
var (
	controlPlanes = kube.Resource{Group: controlPlaneGroup, Version: version, Kind: "KubeadmControlPlane", Plural: "kubeadmcontrolplanes", Namespaced: true}
	machineSets   = kube.Resource{Group: coreGroup, Version: version, Kind: "MachineSet", Plural: "machinesets", Namespaced: true}
)

const revisionOfSet = "machinedeployment.clusters.x-k8s.io/revision"

// liveMachines is what is read of a control plane, a pool, or a set of machines of a pool.
type liveMachines struct {
	Metadata kube.Meta `json:"metadata"`
	Spec     struct {
		Replicas int `json:"replicas"`
		Rollout  struct {
			Strategy struct {
				Type string `json:"type"`
			} `json:"strategy"`
		} `json:"rollout"`
	} `json:"spec"`
	Status struct {
		ObservedGeneration int64 `json:"observedGeneration"`
		Replicas           int   `json:"replicas"`
		UpToDate           int   `json:"upToDateReplicas"`
	} `json:"status"`
}

func (m *liveMachines) unseen(kind string) string {
	if m.Status.ObservedGeneration < m.Metadata.Generation {
		return kind + " " + m.Metadata.Name + ": " + unseenChange
	}
	return ""
}

// awaitRollout waits until no machine of a cluster is of an earlier template.
func (c *clusters) awaitRollout(ctx context.Context, cluster string, attrs planner.WorkloadCluster, report executor.Report) error {
	query := kube.Query{Namespace: attrs.Home(), Labels: clusterNameLabel + "=" + cluster}
	return poll.Until(ctx, "the machines of cluster "+cluster, c.poll, report, func(ctx context.Context) (string, error) {
		client, err := c.access.Client()
		if err != nil {
			return "", err
		}
		waitsFor, err := oldMachines(ctx, client, query)
		if err == nil && waitsFor == "" && slices.ContainsFunc(attrs.Workers, func(pool planner.WorkerPool) bool { return pool.MachinePool }) {
			waitsFor, err = unseenPools(ctx, client, query)
		}
		return waitsFor, err
	})
}

// unseenPools says which MachinePools have not seen a change of theirs. What machines they replace for it, their provider knows; the
// Cluster counts them.
func unseenPools(ctx context.Context, client *kube.Client, query kube.Query) (waitsFor string, err error) {
	_, err = kube.List(ctx, client, machinePools, query, func(live *liveMachines) {
		waitsFor = cmp.Or(waitsFor, live.unseen("MachinePool"))
	})
	return waitsFor, err
}

// oldMachines says which machines of a cluster are still to be replaced, or nothing. Of a control plane that kubeadm does not make,
// the Cluster tells all that is known.
func oldMachines(ctx context.Context, client *kube.Client, query kube.Query) (waitsFor string, err error) {
	_, err = kube.List(ctx, client, controlPlanes, query, func(live *liveMachines) {
		s := &live.Status
		if waitsFor = live.unseen("KubeadmControlPlane"); waitsFor == "" {
			waitsFor = machineCounts{Desired: &live.Spec.Replicas, Replicas: &s.Replicas, Ready: &live.Spec.Replicas, UpToDate: &s.UpToDate}.missing("control plane machines", live.Spec.Replicas)
		}
	})
	if err = kube.WithoutKind(err); err != nil || waitsFor != "" {
		return waitsFor, err
	}
	return oldWorkers(ctx, client, query)
}

// oldWorkers goes by the sets of machines: a pool that has seen its change has a new one, and the earlier ones are to be empty.
func oldWorkers(ctx context.Context, client *kube.Client, query kube.Query) (waitsFor string, err error) {
	revisions := map[string]int{}
	_, err = kube.List(ctx, client, machineDeployments, query, func(live *liveMachines) {
		waitsFor = cmp.Or(waitsFor, live.unseen("MachineDeployment"))
		if live.Spec.Rollout.Strategy.Type != onDelete {
			revisions[live.Metadata.Name] = rolloutNumber(live)
		}
	})
	if err != nil || waitsFor != "" {
		return waitsFor, err
	}
	_, err = kube.List(ctx, client, machineSets, query, func(live *liveMachines) {
		pool := live.Metadata.Labels[deploymentLabel]
		if left := max(live.Spec.Replicas, live.Status.Replicas); left > 0 && rolloutNumber(live) < revisions[pool] {
			waitsFor = fmt.Sprintf("%s of MachineDeployment %s to be replaced", words.Plural(left, "machine"), pool)
		}
	})
	return waitsFor, err
}

func rolloutNumber(live *liveMachines) int {
	revision, _ := strconv.Atoi(live.Metadata.Annotations[revisionOfSet]) // without one there was never another
	return revision
}

// rolloutPoll is how often machines that change are looked at.
const rolloutPoll = time.Second
