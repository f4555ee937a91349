package seed

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// clusterEntry is an entry of workloadClusters, and what it is from.
type clusterEntry struct {
	draft.WorkloadCluster

	from  *object
	plane *object         // its KubeadmControlPlane, if it is in the files
	pools []*object       // what each of its workers is from
	by    map[string]said // who says a setting, by its key, where that is not the Cluster
}

func (c *conversion) cluster(o *object) {
	o.used = true
	defer c.while(o)()
	if _, isForeign := c.rawParts[o]; isForeign {
		c.raw(o)
		return
	}
	e := &clusterEntry{from: o, by: map[string]said{}, WorkloadCluster: draft.WorkloadCluster{
		Name: o.name, Infrastructure: string(spec.InfrastructureDocker), ControlPlane: &draft.ControlPlane{Replicas: 1},
	}}
	e.Namespace = spec.SaidNamespace(o.home())
	made := c.madeByLab(o)
	e.Labels, e.Annotations = c.labels(o), annotations(o)
	c.endpoint(o)
	e.PodCIDR, e.ServiceCIDR = c.ranges(o, "pods"), c.ranges(o, "services")
	o.same("cluster.local", "spec", "clusterNetwork", "serviceDomain")
	e.ServiceDomain = o.text("spec", "clusterNetwork", "serviceDomain")
	o.same(false, "spec", "paused")
	m := &machines{}
	if o.look("spec", "topology") != nil {
		c.topology(e, m, made)
	} else {
		c.infrastructure(e)
		c.controlPlane(e, m)
		c.workers(e, m)
		c.healthChecks(e)
	}
	c.version(e, m)
	c.image(e, m)
	c.clusters = append(c.clusters, e)
}

// machines is what control plane and workers say of their machines.
type machines struct {
	versions, images []said
}

// said is a text, and where somebody said it.
type said struct {
	text string
	by   *object
	line int
}

// say takes a text of an object, if it is there.
func say(o *object, path ...string) []said {
	line := o.line(path...)
	if text := o.text(path...); text != "" {
		return []said{{text, o, line}}
	}
	return nil
}

// labels leaves out what Cluster API and kaaslab set by themselves, which a lab file must not.
func (c *conversion) labels(o *object) map[string]string {
	found, _ := o.look("metadata", "labels").(map[string]any)
	labels := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		switch value := found[name].(type) {
		case string:
			labels[name] = value
		case bool, int64, float64:
			labels[name] = o.nodeAt("metadata", "labels", name).Value
			c.change("%s: label %s becomes the text %q, as Kubernetes wants labels", o, name, labels[name])
		default:
			continue // and it is reported as left over
		}
		if spec.ReservedLabel(name) {
			delete(labels, name)
			continue // and what controllers do not set is reported as left over
		}
		o.take("metadata", "labels", name)
	}
	return labels
}

// annotations takes those that say nothing to Cluster API itself: with one of them a cluster is paused, and others are of controllers.
// They stay, and are reported as left over.
func annotations(o *object) map[string]string {
	found, _ := o.look("metadata", "annotations").(map[string]any)
	taken := map[string]string{}
	for name, value := range found {
		if text, isText := value.(string); isText && !spec.ReservedLabel(name) {
			taken[name] = text
		}
	}
	for name := range taken {
		o.take("metadata", "annotations", name)
	}
	return taken
}

// ranges takes the addresses of pods or services.
func (c *conversion) ranges(o *object, what string) string {
	blocks, isList := o.look("spec", "clusterNetwork", what, "cidrBlocks").([]any)
	if !isList {
		return ""
	}
	o.take("spec", "clusterNetwork", what, "cidrBlocks")
	texts := make([]string, len(blocks))
	for i, block := range blocks {
		texts[i] = fmt.Sprint(block)
	}
	return strings.Join(texts, ",")
}

// needsIPv6 reports whether nodes on Docker, and so their network, need addresses of IPv6 beside those of IPv4.
func (e *clusterEntry) needsIPv6() bool {
	ranges := spec.Ranges(e.PodCIDR)
	return spec.Infrastructure(e.Infrastructure).OnDocker() && len(ranges) == 2 && strings.Contains(e.PodCIDR, ":")
}

// infrastructure takes what a plain cluster says of where its machines are.
func (c *conversion) infrastructure(e *clusterEntry) {
	ref := e.from.ref("spec", "infrastructureRef")
	switch ref.kind {
	case "DockerCluster":
		c.change("DockerCluster and DockerMachineTemplate go away with Cluster API v1.15: infrastructure: docker makes a DevCluster and DevMachines instead, all of v1beta2")
		if found := c.use(ref, kindDockerCluster); found != nil {
			c.endpoint(found)
			c.loadBalancer(e, found, "spec", "loadBalancer")
		}
	case "DevCluster":
		c.devCluster(e, ref)
	default:
		c.change("%s: its machines are Docker containers now; its infrastructure is not named", e.from)
	}
}

func (c *conversion) devCluster(e *clusterEntry, ref reference) {
	found := c.use(ref, kindDevCluster)
	switch {
	case found == nil:
		c.lose(e.from, e.from.line(), "its DevCluster %s is not in the files, so its machines are taken for Docker containers", ref.name)
	case found.look("spec", "backend", "inMemory") != nil:
		e.Infrastructure = string(spec.InfrastructureInMemory)
		emptied(found, "spec", "backend", "inMemory")
	default:
		c.endpoint(found)
		c.loadBalancer(e, found, "spec", "backend", "docker", "loadBalancer")
		emptied(found, "spec", "backend", "docker")
	}
}

// emptied takes a mapping in which nothing is left.
func emptied(o *object, path ...string) {
	if inner, isMapping := o.look(path...).(map[string]any); isMapping && len(inner) == 0 {
		o.take(path...)
	}
}
