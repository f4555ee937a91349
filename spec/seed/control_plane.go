package seed

import (
	"slices"

	"github.com/kaaslab/kaaslab/spec/draft"
)

func (c *conversion) controlPlane(cluster *object, w *draft.WorkloadCluster, m *machines) {
	_, name := cluster.ref("spec", "controlPlaneRef")
	plane := c.use(kindControlPlane, name)
	if plane == nil {
		c.lose("%s: its KubeadmControlPlane %s is not in the files; one machine is assumed", cluster, name)
		return
	}
	if replicas, found := plane.number("spec", "replicas"); found {
		w.ControlPlane.Replicas = replicas
	}
	m.versions = append(m.versions, plane.text("spec", "version"))
	c.machineTemplate(plane, m, "spec", "machineTemplate", "infrastructureRef")
	c.machineTemplate(plane, m, "spec", "machineTemplate", "spec", "infrastructureRef")
	c.certificateNames(plane)
	c.kubelet(plane, "spec", "kubeadmConfigSpec")
	c.change("%s: becomes controlPlane of workloadClusters; Cluster API makes the object from the lab's ClusterClass", plane)
}

// builtInNames are the names that the API server's certificate has in every Docker cluster.
var builtInNames = []any{"localhost", "127.0.0.1"}

func (c *conversion) certificateNames(plane *object) {
	path := []string{"spec", "kubeadmConfigSpec", "clusterConfiguration", "apiServer", "certSANs"}
	names, _ := plane.look(path...).([]any)
	if len(names) == 0 {
		return
	}
	plane.take(path...)
	for _, name := range names {
		if !slices.Contains(builtInNames, name) {
			c.lose("%s: certSANs %v, for the lab's ClusterClass has localhost and 127.0.0.1 only", plane, name)
		}
	}
	c.change("certSANs localhost and 127.0.0.1 are built in: kubeconfigs reach a cluster at 127.0.0.1")
}

// builtInEviction is the eviction limit that every Docker cluster has.
const builtInEviction = "nodefs.available<0%,nodefs.inodesFree<0%,imagefs.available<0%"

// kubelet takes the settings of nodes that are built in. Others stay, and are reported.
func (c *conversion) kubelet(o *object, under ...string) {
	for _, when := range []string{"initConfiguration", "joinConfiguration"} {
		path := append(slices.Clone(under), when, "nodeRegistration", "kubeletExtraArgs")
		if driver := append(slices.Clone(path), "cgroup-driver"); o.look(driver...) == "systemd" {
			o.take(driver...)
			c.change("cgroup-driver systemd is built in: kubeadm configures the kubelet so by itself")
		}
		if limit := append(slices.Clone(path), "eviction-hard"); o.look(limit...) == builtInEviction {
			o.take(limit...)
			c.change("eviction-hard is built in with the same limits")
		}
	}
}
