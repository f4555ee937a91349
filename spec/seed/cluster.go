package seed

import (
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/draft"
)

func (c *conversion) cluster(o *object) {
	o.used = true
	w := draft.WorkloadCluster{Name: o.name, Infrastructure: string(spec.InfrastructureDocker), ControlPlane: &draft.ControlPlane{Replicas: 1}}
	c.namespace(o)
	w.Labels = c.labels(o)
	w.PodCIDR, w.ServiceCIDR = c.ranges(o, "pods"), c.ranges(o, "services")
	if o.look("spec", "clusterNetwork", "serviceDomain") == "cluster.local" {
		o.take("spec", "clusterNetwork", "serviceDomain")
	}
	c.infrastructure(o)
	m := &machines{}
	c.controlPlane(o, &w, m)
	c.workers(&w, m)
	c.version(&w, m)
	c.image(&w, m)
	c.lab.WorkloadClusters = append(c.lab.WorkloadClusters, w)
}

// machines is what control plane and workers say of their machines.
type machines struct {
	versions, images []string
}

func (c *conversion) namespace(o *object) {
	if o.namespace != "" && o.namespace != "default" {
		c.change("%s: namespace %s becomes default, where kaaslab keeps clusters", o, o.namespace)
	}
}

// labels leaves out what Cluster API sets by itself, which a lab file must not.
func (c *conversion) labels(o *object) map[string]string {
	found, _ := o.look("metadata", "labels").(map[string]any)
	labels := map[string]string{}
	for name := range found {
		if !spec.ReservedLabel(name) {
			labels[name], _ = found[name].(string)
		}
	}
	for name := range labels {
		o.take("metadata", "labels", name)
	}
	return labels
}

// ranges takes the IPv4 addresses of pods or services. A second family stays, and is reported.
func (c *conversion) ranges(o *object, what string) string {
	path := []string{"spec", "clusterNetwork", what, "cidrBlocks"}
	blocks, _ := o.look(path...).([]any)
	if len(blocks) == 0 {
		return ""
	}
	o.take(path...)
	if len(blocks) > 1 {
		c.lose("%s: spec.clusterNetwork.%s has %d ranges; the lab file takes the first", o, what, len(blocks))
	}
	first, _ := blocks[0].(string)
	return first
}

func (c *conversion) infrastructure(o *object) {
	kind, name := o.ref("spec", "infrastructureRef")
	if kind != "DockerCluster" {
		c.change("%s: its machines are Docker containers now; its infrastructure was %q", o, kind)
		return
	}
	c.use(kindDockerCluster, name)
	c.change("DockerCluster and DockerMachineTemplate go away with Cluster API v1.15: infrastructure: docker makes a DevCluster and DevMachines instead, all of v1beta2")
}
