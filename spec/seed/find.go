package seed

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
)

// The kinds that are understood, as group/Kind.
const (
	kindCluster            = "cluster.x-k8s.io/Cluster"
	kindClass              = "cluster.x-k8s.io/ClusterClass"
	kindDeployment         = "cluster.x-k8s.io/MachineDeployment"
	kindHealthCheck        = "cluster.x-k8s.io/MachineHealthCheck"
	kindMachinePool        = "cluster.x-k8s.io/MachinePool"
	kindControlPlane       = "controlplane.cluster.x-k8s.io/KubeadmControlPlane"
	kindBootstrap          = "bootstrap.cluster.x-k8s.io/KubeadmConfigTemplate"
	kindBootstrapConfig    = "bootstrap.cluster.x-k8s.io/KubeadmConfig"
	kindDockerCluster      = "infrastructure.cluster.x-k8s.io/DockerCluster"
	kindDockerMachines     = "infrastructure.cluster.x-k8s.io/DockerMachineTemplate"
	kindDockerMachinePool  = "infrastructure.cluster.x-k8s.io/DockerMachinePool"
	kindDevMachinePool     = "infrastructure.cluster.x-k8s.io/DevMachinePool"
	kindDevCluster         = "infrastructure.cluster.x-k8s.io/DevCluster"
	kindDevMachines        = "infrastructure.cluster.x-k8s.io/DevMachineTemplate"
	kindClusterProfile     = "config.projectsveltos.io/ClusterProfile"
	kindProfile            = "config.projectsveltos.io/Profile"
	kindConfigMap          = "/ConfigMap"
	kindSecret             = "/Secret"
	generatedLabel         = "topology.cluster.x-k8s.io/owned"
	clusterNameLabel       = "cluster.x-k8s.io/cluster-name"
	ownDomain              = "kaaslab.dev/"
	labLabel               = ownDomain + "lab"
	classLabel             = ownDomain + "class"
	manifestLabel          = ownDomain + "manifest" // on what manifests hold as it is
	sveltosAnnotations     = "projectsveltos.io/"
	templateAnnotation     = sveltosAnnotations + "template"
	pausedAnnotationSuffix = "/paused"
)

func isProfile(o *object) bool { return o.kind == kindClusterProfile || o.kind == kindProfile }

func (c *conversion) ofKind(kind string) []*object {
	var found []*object
	for _, o := range c.objects {
		if o.kind == kind {
			found = append(found, o)
		}
	}
	return found
}

// find finds an object by its kind, or kinds, its namespace and its name.
func (c *conversion) find(namespace, name string, kinds ...string) *object {
	for _, o := range c.objects {
		if slices.Contains(kinds, o.kind) && o.name == name && o.home() == namespace {
			return o
		}
	}
	return nil
}

// use finds an object that another one refers to. What nobody refers to is reported at the end. What several refer to says the
// same to each.
func (c *conversion) use(ref reference, kinds ...string) *object {
	found := c.find(ref.namespace, ref.name, kinds...)
	if found == nil || !found.used {
		if found != nil {
			found.used = true
		}
		return found
	}
	again := *found
	again.rest = reading{}.mapping(found.node)
	return &again
}

// items takes a list out of an object. What is left over of an item counts like what is left over of the object.
func (c *conversion) items(of *object, path ...string) []*object {
	list, isList := of.look(path...).([]any)
	if !isList {
		return nil
	}
	node := of.nodeAt(path...)
	of.take(path...)
	var items []*object
	for i, content := range list {
		at := strings.TrimPrefix(fmt.Sprintf("%s.%s[%d]", of.at, strings.Join(path, "."), i), ".")
		item := &object{kind: of.kind, name: of.name, namespace: of.namespace, file: of.file, node: node.Content[i], at: at, used: true}
		inner, isMapping := content.(map[string]any)
		if !isMapping {
			c.lose(of, item.node.Line, "%s is not a mapping", at)
			continue
		}
		item.rest = inner
		items = append(items, item)
		c.parts = append(c.parts, item)
	}
	return items
}

// generated finds what Cluster API has made for a cluster of a ClusterClass, or a lab for its own: that is made again.
func (c *conversion) generated() {
	var own []*object // a class looks into the Secret that was made with it
	for _, o := range c.objects {
		lab := o.label(labLabel)
		switch {
		case lab != "" && (isNodeSecret(lab, o) || o.label(classLabel) != "" || o.kind == kindClass && labClass(lab, o.name) != ""):
			c.change("%s: is one of the lab %s, and the new lab makes its own", o, lab)
			if o.kind == kindClass {
				c.labClassOf(o)
			}
			own = append(own, o)
		case o.kind == kindCluster || o.label(generatedLabel) == "" && o.look("metadata", "labels", generatedLabel) == nil:
		case c.find(o.home(), o.label(clusterNameLabel), kindCluster) != nil:
			c.change("%s: Cluster API makes it from the ClusterClass", o)
			o.drop()
		}
	}
	for _, o := range own {
		o.drop()
	}
}

// isNodeSecret reports whether nodes of a lab log in to registries by it.
func isNodeSecret(lab string, o *object) bool {
	return o.kind == kindSecret && o.name == spec.NodeSecretName(spec.ClassName(lab, spec.InfrastructureDocker))
}

// leftovers reports objects that nothing was made of, and fields that were not understood.
func (c *conversion) leftovers() {
	for _, o := range append(slices.Clone(c.objects), c.parts...) {
		if o.used && o.at == "" {
			o.takeReserved("metadata", "labels")
		}
		left, line := o.left()
		switch {
		case o.used && c.isUnread(o):
		case !o.used && o.kind == kindHealthCheck:
			c.change("%s: every Docker cluster has a health check of its own", o)
		case !o.used && o.label(labLabel) != "" && o.label(manifestLabel) == "" && (o.kind == kindConfigMap || o.kind == kindSecret):
			c.change("%s: is one of the lab %s, and the new lab makes its own", o, o.label(labLabel))
		case !o.used && (o.made && unusedReason(o) == unknownKind || isMade(o)):
			c.change("%s: a controller has made it, and makes it again", o)
		case !o.used && c.manageObject(o):
		case !o.used:
			c.lose(o, o.line(), "%s", unusedReason(o))
		case len(left) > 0:
			c.lose(o, line, "%s; a lab file has no key for that", strings.Join(left, ", "))
		}
	}
}

// isMade reports whether a controller has written a ConfigMap or Secret: kubeconfigs, certificates, what Kubernetes puts into
// every namespace.
func isMade(o *object) bool {
	return (o.kind == kindConfigMap || o.kind == kindSecret) && (o.made || o.name == "kube-root-ca.crt")
}

// isUnread reports whether profiles name a ConfigMap, and none of them could have what it holds. The reasons are theirs.
func (c *conversion) isUnread(o *object) bool {
	_, read := c.content[o]
	return !read && (o.kind == kindConfigMap || o.kind == kindSecret)
}

const unknownKind = "belongs to a cluster that a lab file cannot say; keep it in manifests of the entry that has the Cluster"

func unusedReason(o *object) string {
	switch o.kind {
	case kindControlPlane, kindDeployment, kindMachinePool, kindBootstrap, kindBootstrapConfig, kindDockerCluster, kindDockerMachines,
		kindDockerMachinePool, kindDevCluster, kindDevMachines, kindDevMachinePool:
		return "belongs to no Cluster in the files"
	case kindClass:
		return "no Cluster in the files is made from it"
	case kindConfigMap, kindSecret:
		return "no profile in the files names it"
	}
	return unknownKind
}
