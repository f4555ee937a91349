package adoption

import (
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// cluster is a Cluster that is there.
type cluster struct {
	topology.Cluster

	left     string // why it cannot be taken over
	existing string // why a lab file can name it, and not say what it is
}

func (c *cluster) id() planner.ID {
	return planner.ID{Kind: planner.KindWorkloadCluster, Name: c.Metadata.Name}
}

func (c *cluster) String() string { return "Cluster " + c.Metadata.Namespace + "/" + c.Metadata.Name }

// whyNot finds what keeps a lab file from naming the cluster.
func (c *cluster) whyNot(s *Survey) string {
	if _, made := spec.InfrastructureOf(s.lab.Name(), c.Spec.Topology.ClassRef.Name); made {
		return "its ClusterClass has the name of one that kaaslab makes for this lab; give the lab another name"
	}
	if other := s.sameName(c); other != nil {
		return "has the name of " + other.String() + ", and a lab names its clusters apart"
	}
	return s.refusal(draft.Lab{WorkloadClusters: []draft.WorkloadCluster{c.named()}}, nil)
}

// whyExisting finds what a lab file cannot say of the cluster, so that the next apply would change or replace it. Such a
// cluster is named as an existing one.
func (c *cluster) whyExisting(s *Survey) string {
	t := &c.Spec.Topology
	_, known := s.pools[c.class()]
	switch {
	case t.ClassRef.Name == "":
		return "it is not made from a ClusterClass"
	case t.ClassRef.Namespace != "" && t.ClassRef.Namespace != c.Metadata.Namespace || !known:
		return "its ClusterClass is not in its namespace, " + c.Metadata.Namespace
	case len(c.Spec.ClusterNetwork.Pods.Blocks) == 0 || len(c.Spec.ClusterNetwork.Services.Blocks) == 0:
		return "it names no addresses for pods, or none for services, which cannot be changed later"
	case t.ControlPlane.Replicas == nil:
		return "the number of its control plane machines is not set"
	}
	if reason := whyNotPools(t.Workers.Pools()); reason != "" {
		return reason
	}
	return s.refusal(draft.Lab{WorkloadClusters: []draft.WorkloadCluster{c.described(s)}}, nil)
}

func whyNotPools(pools []topology.Pool) string {
	for _, p := range pools {
		if p.Replicas == nil && spec.FromTopology(p.Fields)["autoscaling"] == nil {
			return fmt.Sprintf("the number of machines in its pool %s is not set", p.Name)
		}
	}
	return ""
}

// sameName finds a cluster of another namespace that the lab takes over under the name.
func (s *Survey) sameName(c *cluster) *cluster {
	for _, other := range s.clusters {
		if other == c {
			break
		}
		if other.Metadata.Name == c.Metadata.Name && other.left == "" {
			return other
		}
	}
	return nil
}

// class is the key of the cluster's class among those that were found.
func (c *cluster) class() string { return c.Metadata.Namespace + "/" + c.Spec.Topology.ClassRef.Name }

func (c *cluster) entry(s *Survey) draft.WorkloadCluster {
	if c.existing != "" {
		return c.named()
	}
	return c.described(s)
}

// named uses the cluster as it is.
func (c *cluster) named() draft.WorkloadCluster {
	return draft.WorkloadCluster{
		Name: c.Metadata.Name, Namespace: spec.SaidNamespace(c.Metadata.Namespace), Infrastructure: string(spec.InfrastructureExisting), Labels: c.ownLabels(),
	}
}

// described says all that a lab decides of the cluster.
func (c *cluster) described(s *Survey) draft.WorkloadCluster {
	t := &c.Spec.Topology
	known := s.pools[c.class()]
	w := draft.WorkloadCluster{
		Name: c.Metadata.Name, Namespace: spec.SaidNamespace(c.Metadata.Namespace), ClusterClass: t.ClassRef.Name, KubernetesVersion: t.Version, Labels: c.ownLabels(),
		PodCIDR: strings.Join(c.Spec.ClusterNetwork.Pods.Blocks, ","), ServiceCIDR: strings.Join(c.Spec.ClusterNetwork.Services.Blocks, ","),
		Annotations: c.ownAnnotations(), ServiceDomain: c.Spec.ClusterNetwork.ServiceDomain,
		ControlPlane: &draft.ControlPlane{Replicas: *t.ControlPlane.Replicas, Settings: spec.FromTopology(t.ControlPlane.Fields)},
	}
	for _, p := range t.Workers.Pools() {
		w.Workers = append(w.Workers, describedPool(p, known))
	}
	for _, v := range t.Variables {
		if w.Variables == nil {
			w.Variables = map[string]any{}
		}
		w.Variables[v.Name] = v.Value
	}
	return w
}

// describedPool names the class of a pool where the pool's name does not tell it.
func describedPool(p topology.Pool, known topology.PoolClasses) draft.WorkerPool {
	pool := draft.WorkerPool{Name: p.Name, Replicas: p.Replicas, MachinePool: p.MachinePool, Settings: spec.FromTopology(p.Fields)}
	if pool.Settings["autoscaling"] != nil {
		pool.Replicas = nil
	}
	if p.Class != known.For(p.Name, p.MachinePool) {
		if pool.Settings == nil {
			pool.Settings = map[string]any{}
		}
		pool.Settings["class"] = p.Class
	}
	return pool
}

// ownLabels leaves out what Cluster API and kaaslab set by themselves.
func (c *cluster) ownLabels() map[string]string {
	labels := map[string]string{}
	for name, value := range c.Metadata.Labels {
		if !spec.ReservedLabel(name) {
			labels[name] = value
		}
	}
	return labels
}

// ownAnnotations leaves out what kubectl, Cluster API and kaaslab set by themselves: what is not in the lab file stays as it is.
func (c *cluster) ownAnnotations() map[string]string {
	annotations := map[string]string{}
	for name, value := range c.Metadata.Annotations {
		if !spec.ReservedLabel(name) && !strings.HasPrefix(name, "kubectl.kubernetes.io/") {
			annotations[name] = value
		}
	}
	return annotations
}

// marks are the changes that take what kaaslab noted for itself out of the topology.
func (c *cluster) marks() []kube.Operation {
	t := &c.Spec.Topology
	changes := marksOf(&t.ControlPlane, "/spec/topology/controlPlane")
	changes = append(changes, marksOfPools(t.Workers.MachineDeployments, spec.PoolList(false))...)
	return append(changes, marksOfPools(t.Workers.MachinePools, spec.PoolList(true))...)
}

func marksOfPools(pools []topology.Pool, list string) []kube.Operation {
	var changes []kube.Operation
	for i := range pools {
		at := fmt.Sprintf("/spec/topology/workers/%s/%d", list, i)
		if marks := marksOf(&pools[i], at); len(marks) > 0 {
			changes = append(append(changes, kube.Operation{Op: "test", Path: at + "/name", Value: pools[i].Name}), marks...)
		}
	}
	return changes
}

func marksOf(pool *topology.Pool, at string) []kube.Operation {
	var changes []kube.Operation
	for _, mark := range spec.TopologyMarks {
		if _, has := pool.Metadata.Annotations[mark]; has {
			changes = append(changes, kube.Operation{Op: "remove", Path: at + "/metadata/annotations/" + strings.ReplaceAll(mark, "/", "~1")})
		}
	}
	return changes
}
