package adoption

import (
	"fmt"
	"regexp"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/topology"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// cluster is a Cluster that is there.
type cluster struct {
	topology.Cluster

	left string // why it cannot be taken over
}

func (c *cluster) id() planner.ID {
	return planner.ID{Kind: planner.KindWorkloadCluster, Name: c.Metadata.Name}
}

var (
	validName    = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$`)
	validVersion = regexp.MustCompile(`^v1\.[0-9]+\.[0-9]+$`)
)

// whyNot finds what a lab file cannot say, so that the next apply would change or replace the cluster.
func (c *cluster) whyNot(s *Survey) string {
	t := &c.Spec.Topology
	pools, known := s.pools[t.ClassRef.Name]
	switch {
	case c.Metadata.Namespace != kube.Namespace:
		return "is not in namespace " + kube.Namespace
	case t.ClassRef.Name == "":
		return "is not made from a ClusterClass; `kaaslab init --from` shows how its manifests look as one that is"
	case t.ClassRef.Namespace != "" && t.ClassRef.Namespace != kube.Namespace || !known:
		return "its ClusterClass is not in namespace " + kube.Namespace
	case t.ClassRef.Name == planner.ClassName(s.lab, spec.InfrastructureDocker), t.ClassRef.Name == planner.ClassName(s.lab, spec.InfrastructureInMemory):
		return "its ClusterClass has the name of one that kaaslab makes for this lab; give the lab another name"
	case !validName.MatchString(c.Metadata.Name):
		return "its name is none that a lab file takes"
	case !validVersion.MatchString(t.Version):
		return fmt.Sprintf("its version %q is none that a lab file takes", t.Version)
	case len(c.Spec.ClusterNetwork.Pods.Blocks) != 1 || len(c.Spec.ClusterNetwork.Services.Blocks) != 1:
		return "it has not one range of addresses for pods and one for services, which cannot be changed later"
	case t.ControlPlane.Replicas == nil:
		return "the number of its control plane machines is not set"
	case len(t.Workers.MachinePools) > 0:
		return "it has MachinePools"
	}
	return whyNotPools(t.Workers.MachineDeployments, pools)
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
