package capi

import (
	"context"
	"net"
	"strconv"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/topology"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Observe lists all Clusters, those of others too: a name that somebody else uses is a conflict.
func (c *clusters) Observe(ctx context.Context, lab *spec.Lab) ([]planner.Observed, error) {
	client, err := c.access.Client()
	if err != nil {
		return nil, err
	}
	view := clusterView{lab: lab, wanted: wantedClusters(lab), attrs: attrsReader{lab: c.lab}}
	_, err = kube.List(ctx, client, topology.Clusters, kube.Query{Namespace: kube.Namespace}, view.add)
	return view.observed, kube.WithoutKind(err)
}

func wantedClusters(lab *spec.Lab) map[string]planner.WorkloadCluster {
	wanted := map[string]planner.WorkloadCluster{}
	for _, r := range planner.Desired(lab) {
		if attrs, ok := r.Attrs.(planner.WorkloadCluster); ok {
			wanted[r.ID.Name] = attrs
		}
	}
	return wanted
}

// clusterView turns live Clusters into observations.
type clusterView struct {
	lab      *spec.Lab
	wanted   map[string]planner.WorkloadCluster
	attrs    attrsReader
	observed []planner.Observed
}

func (v *clusterView) add(live *liveCluster) {
	if kube.IsManifest(live.Metadata) {
		return // another handler's
	}
	wanted := v.wanted[live.Metadata.Name]
	o := planner.Observed{
		Resource: planner.WorkloadClusterResource(live.Metadata.Name, v.attrs.read(live, &wanted)),
		Owner:    live.Metadata.Owner(),
		Adopted:  live.Metadata.Adopted(),
		Status:   statusOf(live),
	}
	o.Within = holder(v.lab)
	o.Outlives = live.Spec.Topology.ClassRef.Name == planner.ClassName(v.lab.Name, spec.InfrastructureDocker)
	o.Phase, o.Detail = phaseOf(live)
	v.observed = append(v.observed, o)
}

func phaseOf(live *liveCluster) (planner.Phase, string) {
	waitsFor := live.waitsFor(0)
	switch {
	case live.Metadata.DeletionTimestamp != "":
		return planner.Deleting, waitsFor
	case waitsFor != "":
		return planner.NotReady, waitsFor
	}
	return planner.Ready, ""
}

func statusOf(live *liveCluster) planner.WorkloadClusterStatus {
	t, s := &live.Spec.Topology, &live.Status
	status := planner.WorkloadClusterStatus{
		Phase:        s.Phase,
		ControlPlane: planner.Replicas{Ready: number(s.ControlPlane.Ready), Wanted: number(t.ControlPlane.Replicas)},
		Workers:      planner.Replicas{Ready: number(s.Workers.Ready), Wanted: live.wantedWorkers()},
	}
	if at := live.Spec.ControlPlaneEndpoint; at.Host != "" {
		status.Endpoint = "https://" + net.JoinHostPort(at.Host, strconv.Itoa(at.Port))
	}
	return status
}
