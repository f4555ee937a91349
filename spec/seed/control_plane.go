package seed

import (
	"maps"
	"slices"

	"github.com/kaaslab/kaaslab/spec/crd"
)

func (c *conversion) controlPlane(e *clusterEntry, m *machines) {
	ref := e.from.ref("spec", "controlPlaneRef")
	plane := c.use(ref, kindControlPlane)
	switch {
	case ref.name == "":
		c.lose(e.from, e.from.line(), "it names no control plane; one machine is assumed")
		return
	case plane == nil:
		c.lose(e.from, e.from.line(), "its KubeadmControlPlane %s is not in the files; one machine is assumed", ref.name)
		return
	}
	e.plane = plane
	c.replicas(e, plane, "spec", "replicas")
	c.versionOf(m, plane, "spec", "version")
	plane.takeReserved("spec", "machineTemplate", "metadata", "labels")
	e.ControlPlane.Settings = plainSettings(plane, controlPlaneFields)
	e.ControlPlane.Settings = c.machineTemplate(plane, m, e.ControlPlane.Settings, "spec", "machineTemplate", "infrastructureRef")
	e.ControlPlane.Settings = c.machineTemplate(plane, m, e.ControlPlane.Settings, "spec", "machineTemplate", "spec", "infrastructureRef")
	c.certificateNames(plane)
	c.kubelet(plane, "spec", "kubeadmConfigSpec")
	e.ControlPlane.Settings = withKubeadm(e.ControlPlane.Settings, plane, "spec", "kubeadmConfigSpec")
	c.change("%s: becomes controlPlane of workloadClusters; Cluster API makes the object from the lab's ClusterClass", plane)
}

// replicas takes the number of machines of the control plane.
func (c *conversion) replicas(e *clusterEntry, o *object, path ...string) {
	line := o.line(path...)
	if replicas, found := o.number(path...); found {
		e.ControlPlane.Replicas, e.by["controlPlane.replicas"] = replicas, said{by: o, line: line}
	}
}

// builtInNames are the names that the API server's certificate has in every Docker cluster.
var builtInNames = []any{"localhost", "127.0.0.1"}

func (c *conversion) certificateNames(plane *object) {
	path := []string{"spec", "kubeadmConfigSpec", "clusterConfiguration", "apiServer", "certSANs"}
	names, _ := plane.look(path...).([]any)
	if len(names) == 0 {
		return
	}
	others := slices.DeleteFunc(slices.Clone(names), func(name any) bool { return slices.Contains(builtInNames, name) })
	plane.put(others, path...)
	if len(others) < len(names) {
		c.change("certSANs localhost and 127.0.0.1 are built in: kubeconfigs reach a cluster at 127.0.0.1")
	}
}

// builtInEviction is the eviction limit that every Docker cluster has.
const builtInEviction = "nodefs.available<0%,nodefs.inodesFree<0%,imagefs.available<0%"

// builtInSockets are how the containerd of node images is named.
var builtInSockets = []string{"unix:///run/containerd/containerd.sock", "unix:///var/run/containerd/containerd.sock", "/run/containerd/containerd.sock", "/var/run/containerd/containerd.sock"}

// kubelet takes the settings of nodes that are built in. Others stay, and are reported.
func (c *conversion) kubelet(o *object, under ...string) {
	o.same("cloud-config", append(slices.Clone(under), "format")...)
	for _, when := range []string{"initConfiguration", "joinConfiguration"} {
		registration := append(slices.Clone(under), when, "nodeRegistration")
		if socket, _ := o.look(append(slices.Clone(registration), "criSocket")...).(string); slices.Contains(builtInSockets, socket) {
			o.take(append(slices.Clone(registration), "criSocket")...)
			c.change("criSocket %s is built in: it is the one of node images", socket)
		}
		arguments := append(slices.Clone(registration), "kubeletExtraArgs")
		if o.argument("cgroup-driver", "systemd", arguments...) {
			c.change("cgroup-driver systemd is built in: kubeadm configures the kubelet so by itself")
		}
		if o.argument("eviction-hard", builtInEviction, arguments...) {
			c.change("eviction-hard is built in with the same limits")
		}
	}
}

// argument takes an argument of a program, if it has this value: a key in v1beta1, and an item of a list in v1beta2.
func (o *object) argument(name, value string, path ...string) bool {
	list, isList := o.look(path...).([]any)
	if !isList {
		return o.same(value, append(slices.Clone(path), name)...)
	}
	for i, item := range list {
		if argument, _ := item.(map[string]any); argument["name"] == name && argument["value"] == value {
			o.put(slices.Delete(slices.Clone(list), i, i+1), path...)
			return true
		}
	}
	return false
}

// put sets what is left of a list, or takes it when it is empty.
func (o *object) put(list []any, path ...string) {
	if len(list) == 0 {
		o.take(path...)
		return
	}
	holder, _ := o.look(path[:len(path)-1]...).(map[string]any)
	holder[path[len(path)-1]] = list
}

// withKubeadm adds to settings what kubeadm is told beyond what is built in, in the words of v1beta2. What those do not know stays,
// and is reported; so is what of a pool is for a control plane.
func withKubeadm(settings map[string]any, o *object, path ...string) map[string]any {
	fields, _ := o.look(path...).(map[string]any)
	known := *crd.KubeadmConfig("")
	if o.kind != kindControlPlane {
		known.Properties = maps.Clone(known.Properties)
		delete(known.Properties, "clusterConfiguration")
		delete(known.Properties, "initConfiguration")
	}
	listArguments(fields)
	taken := known.Take(fields)
	if len(fields) == 0 {
		o.take(path...)
	}
	if taken == nil {
		return settings
	}
	return with(settings, map[string]any{"kubeadmConfigSpec": taken})
}

// listArguments turns arguments of programs into lists, as v1beta2 has them; v1beta1 has mappings.
func listArguments(fields map[string]any) {
	for name, value := range fields {
		inner, isMapping := value.(map[string]any)
		switch {
		case isMapping && (name == "extraArgs" || name == "kubeletExtraArgs"):
			list := []any{}
			for _, argument := range slices.Sorted(maps.Keys(inner)) {
				list = append(list, map[string]any{"name": argument, "value": inner[argument]})
			}
			fields[name] = list
		case isMapping:
			listArguments(inner)
		}
	}
}
