package seed

import (
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec/draft"
)

func (c *conversion) workers(e *clusterEntry, m *machines) {
	c.poolsOf(e, m, kindDeployment, c.pool)
	c.poolsOf(e, m, kindMachinePool, c.machinePool)
}

// poolsOf makes pools of the objects of a kind that belong to a cluster.
func (c *conversion) poolsOf(e *clusterEntry, m *machines, kind string, pool func(o *object, cluster string, m *machines) draft.WorkerPool) {
	for _, o := range c.ofKind(kind) {
		if !o.used && o.look("spec", "clusterName") == e.Name && o.home() == e.from.home() {
			o.used = true
			e.add(o, pool(o, e.Name, m))
		}
	}
}

// add adds a pool of workers, and what it is from.
func (e *clusterEntry) add(from *object, pool draft.WorkerPool) {
	e.Workers, e.pools = append(e.Workers, pool), append(e.pools, from)
}

func (c *conversion) pool(o *object, cluster string, m *machines) draft.WorkerPool {
	defer c.while(o)()
	p := c.poolOf(o, cluster, m, poolFields)
	p.Settings = c.machineTemplate(o, m, p.Settings, "spec", "template", "spec", "infrastructureRef")
	if ref := o.ref("spec", "template", "spec", "bootstrap", "configRef"); ref.name != "" {
		p.Settings = c.bootstrap(o, ref, p.Settings)
	}
	return p
}

// machinePool is a MachinePool, whose objects of the provider are no templates: there is one of them.
func (c *conversion) machinePool(o *object, cluster string, m *machines) draft.WorkerPool {
	defer c.while(o)()
	p := c.poolOf(o, cluster, m, machinePoolFields)
	p.MachinePool = true
	line := o.line("spec", "template", "spec", "infrastructureRef")
	if ref := o.ref("spec", "template", "spec", "infrastructureRef"); ref.name != "" {
		p.Settings = c.poolMachines(o, line, ref, m, p.Settings)
	}
	if ref := o.ref("spec", "template", "spec", "bootstrap", "configRef"); ref.name != "" {
		p.Settings = c.poolBootstrap(o, ref, p.Settings)
	}
	return p
}

// poolMachines takes what the provider's object says of the machines of a MachinePool.
func (c *conversion) poolMachines(o *object, line int, ref reference, m *machines, settings map[string]any) map[string]any {
	of := c.use(ref, kindDockerMachinePool, kindDevMachinePool)
	if of == nil {
		c.lose(o, line, "its %s %s is no DockerMachinePool in the files", ref.kind, ref.name)
		return settings
	}
	for _, path := range [][]string{{"spec", "template"}, {"spec", "backend", "docker"}} {
		m.images = append(m.images, say(of, append(slices.Clone(path), "customImage")...)...)
		settings = c.machineParts(settings, of, path)
	}
	for _, name := range []string{"providerID", "providerIDList"} {
		of.take("spec", name)
	}
	emptied(of, "spec", "backend", "docker")
	return settings
}

// poolBootstrap adds what kubeadm is told of the machines of a MachinePool.
func (c *conversion) poolBootstrap(o *object, ref reference, settings map[string]any) map[string]any {
	config := c.use(ref, kindBootstrapConfig)
	if config == nil {
		c.lose(o, o.line(), "its KubeadmConfig %s is not in the files", ref.name)
		return settings
	}
	c.kubelet(config, "spec")
	return withKubeadm(settings, config, "spec")
}

// poolOf is what a MachineDeployment and a MachinePool say alike.
func (c *conversion) poolOf(o *object, cluster string, m *machines, fields []plainField) draft.WorkerPool {
	o.takeReserved("spec", "template", "metadata", "labels")
	p := draft.WorkerPool{Name: strings.TrimPrefix(o.name, cluster+"-"), Replicas: poolReplicas(o, "spec", "replicas"), Settings: plainSettings(o, fields)}
	c.change("%s: becomes workers pool %s of %s", o, p.Name, cluster)
	for _, said := range [][]string{{"spec", "clusterName"}, {"spec", "selector"}, {"spec", "template", "spec", "clusterName"}} {
		o.take(said...) // which the topology sets
	}
	o.takeReserved("metadata", "labels")
	c.versionOf(m, o, "spec", "template", "spec", "version")
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
