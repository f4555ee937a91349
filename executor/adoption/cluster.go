package adoption

import (
	"fmt"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/topology"
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
	if c.Metadata.Namespace != kube.Namespace {
		return "is not in namespace " + kube.Namespace
	}
	return s.refusal(draft.Lab{WorkloadClusters: []draft.WorkloadCluster{c.named()}}, nil)
}

// whyExisting finds what a lab file cannot say of the cluster, so that the next apply would change or replace it. Such a
// cluster is named as an existing one.
func (c *cluster) whyExisting(s *Survey) string {
	t := &c.Spec.Topology
	pools, known := s.pools[t.ClassRef.Name]
	switch {
	case t.ClassRef.Name == "":
		return "it is not made from a ClusterClass"
	case t.ClassRef.Namespace != "" && t.ClassRef.Namespace != kube.Namespace || !known:
		return "its ClusterClass is not in namespace " + kube.Namespace
	case len(c.Spec.ClusterNetwork.Pods.Blocks) != 1 || len(c.Spec.ClusterNetwork.Services.Blocks) != 1:
		return "it has not one range of addresses for pods and one for services, which cannot be changed later"
	case t.ControlPlane.Replicas == nil:
		return "the number of its control plane machines is not set"
	case len(t.Workers.MachinePools) > 0:
		return "it has MachinePools"
	}
	if reason := whyNotPools(t.Workers.MachineDeployments, pools); reason != "" {
		return reason
	}
	return s.refusal(draft.Lab{WorkloadClusters: []draft.WorkloadCluster{c.described()}}, nil)
}

func whyNotPools(pools []topology.Pool, known topology.PoolClasses) string {
	for _, p := range pools {
		switch {
		case p.Replicas == nil:
			return fmt.Sprintf("the number of machines in its pool %s is not set", p.Name)
		case p.Class != known.For(p.Name):
			return fmt.Sprintf("its pool %s is of class %s, which a lab file can only say by the pool's name", p.Name, p.Class)
		}
	}
	return ""
}

func (c *cluster) entry() draft.WorkloadCluster {
	if c.existing != "" {
		return c.named()
	}
	return c.described()
}

// named uses the cluster as it is.
func (c *cluster) named() draft.WorkloadCluster {
	return draft.WorkloadCluster{
		Name: c.Metadata.Name, Infrastructure: string(spec.InfrastructureExisting), Labels: c.ownLabels(),
	}
}

// described says all that a lab decides of the cluster.
func (c *cluster) described() draft.WorkloadCluster {
	t := &c.Spec.Topology
	w := draft.WorkloadCluster{
		Name: c.Metadata.Name, ClusterClass: t.ClassRef.Name, KubernetesVersion: t.Version, Labels: c.ownLabels(),
		PodCIDR: c.Spec.ClusterNetwork.Pods.Blocks[0], ServiceCIDR: c.Spec.ClusterNetwork.Services.Blocks[0],
		ControlPlane: &draft.ControlPlane{Replicas: *t.ControlPlane.Replicas},
	}
	for _, p := range t.Workers.MachineDeployments {
		w.Workers = append(w.Workers, draft.WorkerPool{Name: p.Name, Replicas: *p.Replicas})
	}
	for _, v := range t.Variables {
		if w.Variables == nil {
			w.Variables = map[string]any{}
		}
		w.Variables[v.Name] = v.Value
	}
	return w
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
