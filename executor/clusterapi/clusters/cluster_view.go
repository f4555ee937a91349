package clusters

import (
	"context"
	"net"
	"slices"
	"strconv"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/injection"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Observe lists all Clusters, those of others too: a name that somebody else uses is a conflict.
func (c *clusters) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	client, err := c.access.Client()
	if err != nil {
		return nil, err
	}
	view := clusterView{whose: c.lab, want: want, at: map[planner.ID]int{}, attrs: attrsReader{lab: c.lab.Name()}}
	seen := &look{}
	_, err = kube.List(ctx, client, topology.Clusters, kube.Query{}, func(live *liveCluster) {
		seen.note(live.Metadata.Namespace, live.Metadata.Name)
		view.add(live)
	})
	if err == nil {
		c.last.Store(seen)
	}
	if err == nil && len(view.scaled) > 0 {
		err = view.readScaled(ctx, client)
	}
	return view.observed, kube.WithoutKind(err)
}

// clusterView turns live Clusters into observations.
type clusterView struct {
	whose    *ownership.Lab
	want     planner.Wanted
	attrs    attrsReader
	observed []planner.Observed
	at       map[planner.ID]int // in observed
	// scaled are pools that the lab wants to scale and somebody else scales so far.
	scaled map[livePool]*planner.WorkerPool
}

// livePool is a pool of a Cluster.
type livePool struct {
	namespace, cluster, name string
	isMachinePool            bool
}

// readScaled reads how many machines pools have whose Cluster does not say it.
func (v *clusterView) readScaled(ctx context.Context, client *kube.Client) error {
	kinds := map[bool]bool{}
	for pool := range v.scaled {
		kinds[pool.isMachinePool] = true
	}
	for isMachinePool := range kinds {
		of, label := poolsOf(isMachinePool)
		_, err := kube.List(ctx, client, of, kube.Query{Labels: label}, func(live *liveScale) {
			labels := live.Metadata.Labels
			if pool := v.scaled[livePool{live.Metadata.Namespace, labels[clusterNameLabel], labels[label], isMachinePool}]; pool != nil {
				pool.Replicas = live.Spec.Replicas
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// poolsOf are the objects behind pools of a kind, and the label by which they name their pool of the topology.
func poolsOf(isMachinePool bool) (of kube.Resource, label string) {
	if isMachinePool {
		return machinePools, machinePoolLabel
	}
	return machineDeployments, poolLabel
}

type liveScale struct {
	Metadata kube.Meta `json:"metadata"`
	Spec     struct {
		Replicas int `json:"replicas"`
	} `json:"spec"`
}

// remember notes the pools of a cluster whose number of machines the Cluster does not say.
func (v *clusterView) remember(live *liveCluster, pools []planner.WorkerPool, wanted planner.WorkloadCluster) {
	for _, pool := range live.Spec.Topology.Workers.Pools() {
		want, isWanted := wantedPool(wanted.Workers, pool.Name)
		i := slices.IndexFunc(pools, func(read planner.WorkerPool) bool { return read.Name == pool.Name })
		if pool.Replicas != nil || i < 0 || isWanted && want.Autoscaled() {
			continue
		}
		if v.scaled == nil {
			v.scaled = map[livePool]*planner.WorkerPool{}
		}
		v.scaled[livePool{live.Metadata.Namespace, live.Metadata.Name, pool.Name, pool.MachinePool}] = &pools[i]
	}
}

func (v *clusterView) wanted(name string) planner.WorkloadCluster {
	return planner.AttrsOf[planner.WorkloadCluster](v.want, planner.ID{Kind: planner.KindWorkloadCluster, Name: name})
}

func (v *clusterView) add(live *liveCluster) {
	wanted, whose := v.wanted(live.Metadata.Name), topology.Clusters.Whose(live.Metadata, v.whose)
	if whose.Owner != v.want.Lab.Name && live.Metadata.Namespace != wanted.Home() {
		return // somebody else's, who may call it as they like there
	}
	if kube.IsManifest(live.Metadata) && (whose.Owner == v.want.Lab.Name || !wanted.Existing) {
		return // another handler's
	}
	if wanted.Existing && isFree(whose) {
		whose = ownership.Whose{Owner: planner.Unowned} // the lab file asks for it by name
	}
	attrs := v.attrs.read(live, &wanted)
	v.remember(live, attrs.Workers, wanted)
	attrs.Existing = wanted.Existing && (whose.Owner == planner.Unowned || live.Metadata.Adopted())
	o := planner.Observed{
		Resource: planner.WorkloadClusterResource(live.Metadata.Name, attrs),
		Adopted:  live.Metadata.Adopted(),
		Status:   statusOf(live),
	}
	whose.Tell(&o)
	for _, broken := range injection.Note(live.Metadata.Annotations) {
		o.Notes = append(o.Notes, "broken on purpose: "+broken+"; `kaaslab break "+live.Metadata.Name+" --heal` heals it")
	}
	if whose.Owner == v.want.Lab.Name && !o.Adopted {
		o.Notes = append(append(o.Notes, v.attrs.poolsOfOthers(live, wanted.Workers)...), live.toDelete()...)
	}
	o.Within = holder(v.want.Lab)
	on, _ := spec.InfrastructureOf(v.want.Lab.Name, live.Spec.Topology.ClassRef.Name)
	o.Outlives = on.OnDocker()
	o.Phase, o.Detail = phaseOf(live, attrs.Existing)
	v.note(o)
}

// note takes in a Cluster. Beside one of the lab's, which is still where it was, a stranger's in the place for which it is wanted does
// not count: what is the lab's goes first.
func (v *clusterView) note(o planner.Observed) {
	switch i, found := v.at[o.ID]; {
	case !found:
		v.at[o.ID] = len(v.observed)
		v.observed = append(v.observed, o)
	case v.observed[i].Owner != v.want.Lab.Name:
		v.observed[i] = o
	}
}

func phaseOf(live *liveCluster, existing bool) (planner.Phase, string) {
	waitsFor := live.waitsFor(0, existing)
	switch {
	case live.Metadata.DeletionTimestamp != "":
		return planner.Deleting, waitsFor
	case waitsFor != "":
		return planner.NotReady, waitsFor
	}
	return planner.Ready, ""
}

func statusOf(live *liveCluster) planner.WorkloadClusterStatus {
	s := &live.Status
	status := planner.WorkloadClusterStatus{
		Phase:        s.Phase,
		Broken:       injection.Note(live.Metadata.Annotations),
		ControlPlane: planner.Replicas{Ready: number(s.ControlPlane.Ready), Wanted: live.wantedControlPlane()},
		Workers:      planner.Replicas{Ready: number(s.Workers.Ready), Wanted: live.wantedWorkers()},
	}
	if at := live.Spec.ControlPlaneEndpoint; at.Host != "" {
		status.Endpoint = "https://" + net.JoinHostPort(at.Host, strconv.Itoa(at.Port))
	}
	return status
}
