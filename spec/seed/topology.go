package seed

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/classpatch"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// topology takes over a cluster that Cluster API makes from a ClusterClass.
func (c *conversion) topology(e *clusterEntry, m *machines, madeByLab string) {
	o := e.from
	o.take("spec", "infrastructureRef") // which Cluster API sets
	o.take("spec", "controlPlaneRef")
	class := c.classOf(o)
	c.versionOf(m, o, "spec", "topology", "version")
	c.replicas(e, o, "spec", "topology", "controlPlane", "replicas")
	variables := c.variables(o)
	pools := c.topologyPools(e)
	if made := labClass(madeByLab, class.ref.name); made != "" {
		e.Infrastructure = string(made)
		if made.Emulated() {
			e.sizes()
		}
		c.labVariables(e, variables)
		e.patched(classpatch.For(e.Name, c.patches[class.ref.name]))
		return
	}
	c.ownClass(e, class, pools, variables)
}

// labClass is the infrastructure of a class that a lab makes itself, by its name.
func labClass(lab, class string) spec.Infrastructure {
	if lab == "" {
		return ""
	}
	infrastructure, _ := spec.InfrastructureOf(lab, class)
	return infrastructure
}

// classOf takes the reference to the class: by name in v1beta1, by an object in v1beta2.
func (c *conversion) classOf(o *object) classReference {
	line := o.line("spec", "topology", "class")
	name, namespace := o.text("spec", "topology", "class"), o.text("spec", "topology", "classNamespace")
	if name == "" {
		line = o.line("spec", "topology", "classRef", "name")
		name, namespace = o.text("spec", "topology", "classRef", "name"), o.text("spec", "topology", "classRef", "namespace")
	}
	return classReference{reference{"ClusterClass", cmp.Or(namespace, o.home()), name}, line}
}

type classReference struct {
	ref  reference
	line int
}

// variable is a value that a cluster gives its class.
type variable struct {
	name  string
	value any
	line  int
}

func (c *conversion) variables(o *object) []variable {
	var found []variable
	for _, item := range c.items(o, "spec", "topology", "variables") {
		if name := item.text("name"); name != "" {
			found = append(found, variable{name, item.look("value"), item.node.Line})
			item.take("value")
		}
	}
	return found
}

// topologyPools makes pools of workers, and returns the class of each.
func (c *conversion) topologyPools(e *clusterEntry) (classes []string) {
	e.ControlPlane.Settings = settings(e.from, "spec", "topology", "controlPlane")
	for _, isMachinePool := range []bool{false, true} {
		for _, item := range c.items(e.from, "spec", "topology", "workers", spec.PoolList(isMachinePool)) {
			pool := draft.WorkerPool{
				Name: item.text("name"), Replicas: poolReplicas(item, "replicas"), MachinePool: isMachinePool, Settings: settings(item),
			}
			if pool.Settings["autoscaling"] != nil {
				pool.Replicas = nil
			}
			classes = append(classes, item.text("class"))
			e.add(item, pool)
		}
	}
	return classes
}

// settings takes what else a topology of v1beta2 says of a pool or the control plane. What a lab file does not know stays, and is
// reported; so is the size of simulated machines, which is taken elsewhere.
func settings(o *object, under ...string) map[string]any {
	fields, _ := o.look(under...).(map[string]any)
	known := map[string]any{}
	for _, name := range []string{"metadata", "healthCheck", "failureDomain", "failureDomains", "minReadySeconds", "rollout", "deletion", "taints"} {
		if value, found := fields[name]; found {
			known[name] = value
		}
	}
	found := spec.FromTopology(known)
	at := func(path ...string) []string { return append(slices.Clone(under), path...) }
	o.take(at("metadata", "labels")...)
	annotations, _ := o.look(at("metadata", "annotations")...).(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(annotations)) {
		if name != spec.MachineAnnotation {
			o.take(at("metadata", "annotations", name)...)
		}
	}
	for name := range known {
		if name != "metadata" {
			o.take(at(name)...)
		}
	}
	return found
}

// sizes takes how large the machines of a simulated cluster are.
func (e *clusterEntry) sizes() {
	e.ControlPlane.Machine = sizeOf(e.from.text("spec", "topology", "controlPlane", "metadata", "annotations", spec.MachineAnnotation))
	for i, pool := range e.pools {
		e.Workers[i].Machine = sizeOf(pool.text("metadata", "annotations", spec.MachineAnnotation))
	}
}

// sizeOf is nil for machines that are as by default.
func sizeOf(annotation string) *draft.Machine {
	size := spec.ReadMachine(annotation)
	if size == spec.DefaultMachine {
		return nil
	}
	return &draft.Machine{CPU: size.CPU, Memory: size.Memory}
}

// madeByLab is the lab that has made the cluster, if one has.
func (c *conversion) madeByLab(o *object) string {
	lab := o.label(labLabel)
	if lab != "" {
		c.change("%s: was made by the lab %s; its label and its ClusterClass are the new lab's to make", o, lab)
	}
	return lab
}

// labVariables takes what a cluster says to the class that kaaslab makes for Docker.
func (c *conversion) labVariables(e *clusterEntry, variables []variable) {
	var repository, tag string
	by := said{by: e.from, line: e.from.line("spec", "topology", "variables")}
	for _, v := range variables {
		switch text, _ := v.value.(string); v.name {
		case "image":
			e.Image = text
		case "haproxyRepository":
			repository = text
		case "haproxyTag":
			tag = text
		default:
			c.lose(e.from, v.line, "variable %s, which the lab's ClusterClass does not have", v.name)
		}
	}
	e.balancer(repository, tag, by)
}

// ownClass keeps a class of the user's own, if it is in the files and a lab can have it. Else the cluster is made from the
// lab's class, which knows none of its variables.
func (c *conversion) ownClass(e *clusterEntry, class classReference, ofPools []string, variables []variable) {
	path, why := c.classManifest(e, class.ref, ofPools)
	if why == "" {
		e.Infrastructure, e.ClusterClass, e.Manifests = "", class.ref.name, []string{path}
		c.namePoolClasses(e, class.ref, ofPools)
		for _, v := range variables {
			if e.Variables == nil {
				e.Variables = map[string]any{}
			}
			e.Variables[v.name] = v.value
		}
		return
	}
	c.lose(e.from, class.line, "spec.topology.class %s%s, for %s; the cluster is made from the lab's own class for Docker", class.ref.name, classWords(ofPools), why)
	for _, v := range variables {
		c.lose(e.from, v.line, "spec.topology.variables: %s, which is one of that class", v.name)
	}
}

// classWords name the classes of pools.
func classWords(ofPools []string) string {
	names := slices.Compact(slices.Sorted(slices.Values(ofPools)))
	if len(names) == 0 {
		return ""
	}
	return " with its classes of pools (" + strings.Join(names, ", ") + ")"
}

// classManifest makes a file of a class and the templates that it refers to, or says why a lab cannot have it.
func (c *conversion) classManifest(e *clusterEntry, ref reference, ofPools []string) (path, why string) {
	class := c.find(ref.namespace, ref.name, kindClass)
	if class == nil {
		return "", "it is not in the files"
	}
	class.used = true
	if class.home() != e.from.home() {
		return "", "it is in namespace " + class.home() + ", and a lab file takes a class of its own from the namespace of the cluster"
	}
	parts, missing := c.classParts(class)
	if missing != "" {
		return "", missing
	}
	if why := unknownPool(class, e.Workers, ofPools); why != "" {
		return "", why
	}
	return c.writeClass(class, parts)
}

// unknownPool finds a pool whose class the ClusterClass does not have.
func unknownPool(class *object, pools []draft.WorkerPool, ofPools []string) string {
	for i, name := range ofPools {
		if !slices.Contains(classesIn(class, pools[i].MachinePool), name) {
			return fmt.Sprintf("its pool %s is of class %s, which that does not have", pools[i].Name, name)
		}
	}
	return ""
}

// namePoolClasses says the class of each pool that is not the one with the pool's name, or the only one, which a lab file takes by itself.
func (c *conversion) namePoolClasses(e *clusterEntry, ref reference, ofPools []string) {
	class := c.find(ref.namespace, ref.name, kindClass)
	for i, name := range ofPools {
		pool := &e.Workers[i]
		if taken := spec.PoolClass(classesIn(class, pool.MachinePool), pool.Name); taken != name {
			pool.Settings = with(pool.Settings, map[string]any{"class": name})
		}
	}
}

// classesIn are the names of the classes of pools that a ClusterClass has, of MachinePools or of others.
func classesIn(class *object, isMachinePool bool) (names []string) {
	items, _ := reading{}.value(orNothing(class.nodeAt("spec", "workers", spec.PoolList(isMachinePool)))).([]any)
	for _, item := range items {
		fields, _ := item.(map[string]any)
		name, _ := fields["class"].(string)
		names = append(names, name)
	}
	return names
}

// labTemplates are the kinds that the providers of a lab know.
var labTemplates = map[string]bool{
	"DockerClusterTemplate": true, "DockerMachineTemplate": true, "DockerMachinePoolTemplate": true,
	"DevClusterTemplate": true, "DevMachineTemplate": true, "DevMachinePoolTemplate": true,
	"KubeadmControlPlaneTemplate": true, "KubeadmConfigTemplate": true,
}

func (c *conversion) classParts(class *object) (parts []*object, missing string) {
	for _, ref := range references(class.rest["spec"]) {
		if !labTemplates[ref.kind] {
			return nil, fmt.Sprintf("its %s %s is of a provider that a lab does not have", ref.kind, ref.name)
		}
		part := c.templateOf(class, ref)
		if part == nil {
			return nil, fmt.Sprintf("its %s %s is not in the files", ref.kind, ref.name)
		}
		part.used = true
		parts = append(parts, part)
	}
	return parts, ""
}

func (c *conversion) templateOf(class *object, ref reference) *object {
	for _, o := range c.objects {
		if strings.HasSuffix(o.kind, "/"+ref.kind) && o.name == ref.name && o.home() == cmp.Or(ref.namespace, class.home()) {
			return o
		}
	}
	return nil
}
