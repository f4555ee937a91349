package copied

import (
	"strings"
)

// The marks that kaaslab writes on what a lab makes, and the label of what a lab
// file's manifests hold as it is.
const (
	labKey      = "kaaslab.dev/lab"
	adoptedKey  = "kaaslab.dev/adopted"
	idKey       = "kaaslab.dev/id"
	objectKey   = "kaaslab.dev/object"
	classKey    = "kaaslab.dev/class"
	manifestKey = "kaaslab.dev/manifest"
)

// named are the kinds of which kaaslab names objects after the lab. Clusters and
// profiles have the names that the lab file gives them.
var named = map[string]bool{
	"ClusterClass": true, "DevClusterTemplate": true, "DevMachineTemplate": true,
	"KubeadmControlPlaneTemplate": true, "KubeadmConfigTemplate": true, "ConfigMap": true, "Secret": true,
}

// newName is the name that the object has in the copy, if it is named after the
// lab. What Cluster API copied from such an object has its marks, but not its
// name.
func (o *Order) newName(object map[string]any) (string, bool) {
	meta := metadataOf(object)
	kind, name := text(object, "kind"), text(meta, "name")
	labels, annotations := child(meta, "labels"), child(meta, "annotations")
	if !named[kind] || text(labels, manifestKey) != "" || text(annotations, objectKey) != mark(object, name) ||
		text(labels, labKey) != o.Lab || text(annotations, idKey) != o.ID {
		return name, false
	}
	if rest, found := strings.CutPrefix(name, "kaaslab-"+o.Lab); found && kind == "ConfigMap" && (rest == "" || rest == "-objects") {
		return "kaaslab-" + o.As + rest, true
	}
	if rest, found := strings.CutPrefix(name, o.Lab+"-"); found {
		return o.As + "-" + rest, true
	}
	return name, false
}

// mark is the mark of an object under a name, as kaaslab writes it.
func mark(object map[string]any, name string) string {
	mark := text(object, "kind")
	if group, _, found := strings.Cut(text(object, "apiVersion"), "/"); found {
		mark += "." + group
	}
	return mark + " " + text(metadataOf(object), "namespace") + "/" + name
}

func metadataOf(object map[string]any) map[string]any { return child(object, "metadata") }

func child(of map[string]any, key string) map[string]any {
	found, _ := of[key].(map[string]any)
	return found
}

func text(of map[string]any, key string) string {
	found, _ := of[key].(string)
	return found
}
