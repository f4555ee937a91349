package seed

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// object is a Kubernetes object, or a part of one, from which what is understood is taken.
type object struct {
	kind, name, namespace string // kind is group/Kind
	file                  string
	node                  *yaml.Node
	at                    string // where the part is in the object, such as spec.helmCharts[0]
	rest                  map[string]any
	used                  bool
	made                  bool // by a controller, so that nobody has to carry it over
	replaced              bool
}

// noise is what a server adds to objects, and nobody wrote.
var noise = []string{"uid", "resourceVersion", "generation", "managedFields", "creationTimestamp", "ownerReferences", "finalizers", "selfLink"}

func (c *conversion) newObject(file string, node *yaml.Node) *object {
	o := &object{file: file, node: node}
	var twice []*yaml.Node
	o.rest = reading{twice: func(key *yaml.Node) { twice = append(twice, key) }}.mapping(node)
	group, _, hasGroup := strings.Cut(o.text("apiVersion"), "/")
	if !hasGroup {
		group = ""
	}
	o.kind = group + "/" + o.text("kind")
	o.name, o.namespace = o.text("metadata", "name"), o.text("metadata", "namespace")
	o.made = o.look("metadata", "ownerReferences") != nil
	o.take("status")
	o.takeOwn()
	o.takeDefaults()
	for _, name := range noise {
		o.take("metadata", name)
	}
	for _, key := range twice {
		c.lose(o, key.Line, "the key %s is there twice, and the last one counts, as with kubectl apply", key.Value)
	}
	return o
}

// ofPrograms are annotations that kubectl and the controllers of Cluster API keep for themselves. Others of their domains are
// what people say by them, such as that a cluster is paused.
var ofPrograms = []string{
	"kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision",
	"machinedeployment.clusters.x-k8s.io/revision", "machinedeployment.clusters.x-k8s.io/revision-history",
	"cluster.x-k8s.io/conversion-data", "cluster.x-k8s.io/cloned-from-name", "cluster.x-k8s.io/cloned-from-groupkind",
	"controlplane.cluster.x-k8s.io/kubeadm-cluster-configuration",
}

// takeOwn takes annotations that programs keep for themselves.
func (o *object) takeOwn() {
	annotations, _ := o.look("metadata", "annotations").(map[string]any)
	for name := range annotations {
		if slices.Contains(ofPrograms, name) || strings.HasPrefix(name, ownDomain) {
			o.take("metadata", "annotations", name)
		}
	}
}

// whyNone says what an object lacks that every object has, or that a name is not filled in.
func (o *object) whyNone() string {
	switch {
	case strings.HasSuffix(o.kind, "/"):
		return "is no Kubernetes object: it has no kind"
	case isUnfilled(o.name) || isUnfilled(o.namespace):
		return "its name is a template that nobody has filled in; give the object that was applied"
	}
	return ""
}

// String is how people name the object.
func (o *object) String() string {
	_, kind, _ := strings.Cut(o.kind, "/")
	if o.kind != kindClusterProfile && o.home() != "default" {
		kind += " " + o.namespace + "/"
		return kind + o.name
	}
	return cmp.Or(strings.TrimSpace(kind+" "+o.name), "an object")
}

// place is where the object is, for people who have the files before them.
func (o *object) place() string { return fmt.Sprintf("%s:%d", filepath.Base(o.file), o.node.Line) }

// home is the namespace that an object without one is in.
func (o *object) home() string { return cmp.Or(o.namespace, "default") }

// child is the value of a key, the last if it is there twice, or nil.
func child(node *yaml.Node, name string) *yaml.Node {
	var found *yaml.Node
	if node == nil || node.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == name {
			found = node.Content[i+1]
		}
	}
	return found
}

func (o *object) nodeAt(path ...string) *yaml.Node {
	node := o.node
	for _, name := range path {
		node = child(node, name)
	}
	return node
}

// line is where the value at a path begins, or what is nearest to it.
func (o *object) line(path ...string) int {
	line := o.node.Line
	for i := range path {
		if node := o.nodeAt(path[:i+1]...); node != nil {
			line = node.Line
		}
	}
	return line
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

// drop takes all of the object: what became of it is said.
func (o *object) drop() { o.rest, o.used = map[string]any{}, true }

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
	value, isNumber := o.look(path...).(int64)
	if isNumber {
		o.take(path...)
	}
	return int(value), isNumber
}

// same takes a value that says what is so in any case.
func (o *object) same(value any, path ...string) bool {
	is := o.look(path...) == value
	if is {
		o.take(path...)
	}
	return is
}

// label is the value of a label of the object.
func (o *object) label(name string) string {
	value, _ := o.look("metadata", "labels", name).(string)
	return value
}

// reference is what an object says of another one. Its namespace is that of the object, if it has none.
type reference struct{ kind, namespace, name string }

// ref takes a reference to another object.
func (o *object) ref(path ...string) reference {
	inner, _ := o.take(path...).(map[string]any)
	text := func(name string) string { value, _ := inner[name].(string); return value }
	return reference{text("kind"), cmp.Or(text("namespace"), o.home()), text("name")}
}

// left lists the paths that nobody took, and where the first of them is.
func (o *object) left() (paths []string, line int) {
	walkLeaves(o.at, o.rest, o.node, func(path string, at int) {
		if len(paths) == 0 {
			line = at
		}
		paths = append(paths, path)
	})
	return paths, line
}

func walkLeaves(at string, value any, node *yaml.Node, leaf func(path string, line int)) {
	inner, isMapping := value.(map[string]any)
	if !isMapping {
		line := 0
		if node != nil {
			line = node.Line
		}
		leaf(at, line)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(inner)) {
		walkLeaves(strings.TrimPrefix(fmt.Sprintf("%s.%s", at, name), "."), inner[name], child(node, name), leaf)
	}
}
