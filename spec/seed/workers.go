package seed

import (
	"strings"

	"github.com/kaaslab/kaaslab/spec/draft"
)

func (c *conversion) workers(w *draft.WorkloadCluster, m *machines) {
	for _, deployment := range c.ofKind(kindDeployment) {
		if deployment.look("spec", "clusterName") == w.Name {
			deployment.used = true
			w.Workers = append(w.Workers, c.pool(deployment, w.Name, m))
		}
	}
}

func (c *conversion) pool(o *object, cluster string, m *machines) draft.WorkerPool {
	p := draft.WorkerPool{Name: strings.TrimPrefix(o.name, cluster+"-"), Replicas: 1}
	if replicas, found := o.number("spec", "replicas"); found {
		p.Replicas = replicas
	}
	c.change("%s: becomes workers pool %s of %s", o, p.Name, cluster)
	for _, said := range [][]string{{"spec", "clusterName"}, {"spec", "selector"}, {"spec", "template", "spec", "clusterName"}} {
		o.take(said...) // which the topology sets
	}
	m.versions = append(m.versions, o.text("spec", "template", "spec", "version"))
	c.machineTemplate(o, m, "spec", "template", "spec", "infrastructureRef")
	if _, name := o.ref("spec", "template", "spec", "bootstrap", "configRef"); name != "" {
		c.bootstrap(o, name)
	}
	return p
}

func (c *conversion) bootstrap(o *object, name string) {
	template := c.use(kindBootstrap, name)
	if template == nil {
		c.lose("%s: its KubeadmConfigTemplate %s is not in the files", o, name)
		return
	}
	c.kubelet(template, "spec", "template", "spec")
	c.change("%s: becomes a part of the lab's ClusterClass", template)
}
