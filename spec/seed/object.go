package seed

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The kinds that are understood, as group/Kind.
const (
	kindCluster         = "cluster.x-k8s.io/Cluster"
	kindDeployment      = "cluster.x-k8s.io/MachineDeployment"
	kindHealthCheck     = "cluster.x-k8s.io/MachineHealthCheck"
	kindControlPlane    = "controlplane.cluster.x-k8s.io/KubeadmControlPlane"
	kindBootstrap       = "bootstrap.cluster.x-k8s.io/KubeadmConfigTemplate"
	kindDockerCluster   = "infrastructure.cluster.x-k8s.io/DockerCluster"
	kindMachineTemplate = "infrastructure.cluster.x-k8s.io/DockerMachineTemplate"
	kindProfile         = "config.projectsveltos.io/ClusterProfile"
	kindConfigMap       = "/ConfigMap"
)

// object is a Kubernetes object, or a part of one, from which what is understood is taken.
type object struct {
	kind, name, namespace string
	at                    string // where the part is in the object, such as spec.helmCharts[0]
	rest                  map[string]any
	used                  bool
}

// noise is what a server adds to objects, and nobody wrote.
var noise = []string{"uid", "resourceVersion", "generation", "managedFields", "creationTimestamp", "ownerReferences", "finalizers", "selfLink"}

func newObject(content map[string]any) *object {
	o := &object{rest: content}
	group, _, hasGroup := strings.Cut(o.text("apiVersion"), "/")
	if !hasGroup {
		group = ""
	}
	o.kind = group + "/" + o.text("kind")
	o.name, o.namespace = o.text("metadata", "name"), o.text("metadata", "namespace")
	o.take("status")
	o.take("metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration")
	for _, name := range noise {
		o.take("metadata", name)
	}
	return o
}

// String is how people name the object.
func (o *object) String() string {
	_, kind, _ := strings.Cut(o.kind, "/")
	return strings.TrimSpace(kind + " " + o.name)
}

// take takes the value at a path out of the object.
func (o *object) take(path ...string) any { return take(o.rest, path) }

func take(from map[string]any, path []string) any {
	value := from[path[0]]
	if len(path) == 1 {
		delete(from, path[0])
		return value
	}
	inner, isMapping := value.(map[string]any)
	if !isMapping {
		return nil
	}
	value = take(inner, path[1:])
	if len(inner) == 0 {
		delete(from, path[0])
	}
	return value
}

// look returns the value at a path and leaves it.
func (o *object) look(path ...string) any {
	value := any(o.rest)
	for _, name := range path {
		inner, _ := value.(map[string]any)
		value = inner[name]
	}
	return value
}

// text takes a string. Anything else stays, and is reported as left over.
func (o *object) text(path ...string) string {
	value, isText := o.look(path...).(string)
	if isText {
		o.take(path...)
	}
	return value
}

// number takes a number, or says that there is none.
func (o *object) number(path ...string) (int, bool) {
	value, isNumber := o.look(path...).(int)
	if isNumber {
		o.take(path...)
	}
	return value, isNumber
}

// ref takes a reference to another object.
func (o *object) ref(path ...string) (kind, name string) {
	inner, _ := o.take(path...).(map[string]any)
	kind, _ = inner["kind"].(string)
	name, _ = inner["name"].(string)
	return kind, name
}

// left lists the paths that nobody took.
func (o *object) left() []string { return leaves(o.at, o.rest) }

func leaves(at string, value any) []string {
	inner, isMapping := value.(map[string]any)
	if !isMapping {
		return []string{at}
	}
	var found []string
	for _, name := range slices.Sorted(maps.Keys(inner)) {
		found = append(found, leaves(strings.TrimPrefix(fmt.Sprintf("%s.%s", at, name), "."), inner[name])...)
	}
	return found
}
