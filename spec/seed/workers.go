package seed

import (
	"strings"

	"github.com/kaaslab/kaaslab/spec/draft"
)

func (c *conversion) workers(e *clusterEntry, m *machines) {
	for _, deployment := range c.ofKind(kindDeployment) {
		if !deployment.used && deployment.look("spec", "clusterName") == e.Name && deployment.home() == e.from.home() {
			deployment.used = true
			e.add(deployment, c.pool(deployment, e.Name, m))
		}
	}
}

// add adds a pool of workers, and what it is from.
func (e *clusterEntry) add(from *object, pool draft.WorkerPool) {
	e.Workers, e.pools = append(e.Workers, pool), append(e.pools, from)
}

func (c *conversion) pool(o *object, cluster string, m *machines) draft.WorkerPool {
	defer c.while(o)()
	o.takeReserved("spec", "template", "metadata", "labels")
	p := draft.WorkerPool{Name: strings.TrimPrefix(o.name, cluster+"-"), Replicas: poolReplicas(o, "spec", "replicas"), Settings: plainSettings(o, poolFields)}
	c.change("%s: becomes workers pool %s of %s", o, p.Name, cluster)
	for _, said := range [][]string{{"spec", "clusterName"}, {"spec", "selector"}, {"spec", "template", "spec", "clusterName"}} {
		o.take(said...) // which the topology sets
	}
	o.takeReserved("metadata", "labels")
	c.versionOf(m, o, "spec", "template", "spec", "version")
	p.Settings = c.machineTemplate(o, m, p.Settings, "spec", "template", "spec", "infrastructureRef")
	if ref := o.ref("spec", "template", "spec", "bootstrap", "configRef"); ref.name != "" {
		p.Settings = c.bootstrap(o, ref, p.Settings)
	}
	return p
}

// poolReplicas is the number of machines of a pool, 1 if it says none.
func poolReplicas(o *object, path ...string) *int {
	replicas, found := o.number(path...)
	if !found {
		replicas = 1
	}
	return &replicas
}

// takeReserved takes labels that Cluster API sets by itself.
func (o *object) takeReserved(path ...string) {
	labels, _ := o.look(path...).(map[string]any)
	for name := range labels {
		if isOfControllers(name) {
			o.take(append(path[:len(path):len(path)], name)...)
		}
	}
}

// bootstrap adds to the settings of a pool what kubeadm is told of it.
func (c *conversion) bootstrap(o *object, ref reference, settings map[string]any) map[string]any {
	template := c.use(ref, kindBootstrap)
	if template == nil {
		c.lose(o, o.line(), "its KubeadmConfigTemplate %s is not in the files", ref.name)
		return settings
	}
	c.kubelet(template, "spec", "template", "spec")
	settings = withKubeadm(settings, template, "spec", "template", "spec")
	c.change("%s: becomes a part of the lab's ClusterClass", template)
	return settings
}
