package host

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// extension is the name of the kubeconfig extension that marks entries as a lab's. kubectl and others keep extensions.
const extension = "kaaslab.dev"

// mark puts the lab's name on a cluster, user or context.
func mark(item *yaml.Node, lab string) {
	value := mapping("lab", text(lab))
	set(item, "extensions", &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{
		mapping("extension", value, "name", text(extension)),
	}})
}

// owner returns the lab whose mark a cluster, user or context has, or nothing.
func owner(item *yaml.Node) string {
	list := get(item, "extensions")
	if list == nil {
		return ""
	}
	for _, entry := range list.Content {
		name, lab := get(entry, "name"), get(get(entry, "extension"), "lab")
		if name != nil && name.Value == extension && lab != nil {
			return lab.Value
		}
	}
	return ""
}

// parse returns the mapping of a kubeconfig. It works on YAML as it is written and not on decoded values, so that
// comments, the order and fields that this program does not know stay.
func parse(content []byte) (*yaml.Node, error) {
	var document yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return mapping("apiVersion", text("v1"), "kind", text("Config")), nil
	} else if err != nil {
		return nil, err
	}
	if err := decoder.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return nil, fault.Errorf(fault.UsersKubeconfig, "it is not a kubeconfig: it holds several documents, of which kubectl reads one")
	}
	root := document.Content[0]
	if root.Tag == "!!null" { // comments only
		return mapping("apiVersion", text("v1"), "kind", text("Config")), nil
	}
	return root, mustBeKubeconfig(root)
}

// mustBeKubeconfig refuses what somebody else reads: a manifest, a lab file, or a list that is none.
func mustBeKubeconfig(root *yaml.Node) error {
	if root.Kind != yaml.MappingNode {
		return fault.Errorf(fault.UsersKubeconfig, "it is not a kubeconfig: it is no mapping")
	}
	if kind := get(root, "kind"); kind != nil && kind.Value != "Config" && kind.Tag != "!!null" && kind.Value != "" {
		return fault.Errorf(fault.UsersKubeconfig, "it is not a kubeconfig: it is a %s; set KUBECONFIG to a kubeconfig", kind.Value)
	}
	for _, section := range sections {
		if list := get(root, section.key); list != nil && list.Kind != yaml.SequenceNode && list.Tag != "!!null" {
			return fault.Errorf(fault.UsersKubeconfig, "it is not a kubeconfig: its %s are no list", section.key)
		}
	}
	return nil
}

// get returns the value of a key, or nil.
func get(node *yaml.Node, key string) *yaml.Node {
	if node == nil || node.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			return node.Content[i+1]
		}
	}
	return nil
}

func set(node *yaml.Node, key string, value *yaml.Node) {
	if old := get(node, key); old != nil {
		*old = *value
		return
	}
	node.Content = append(node.Content, text(key), value)
}

func text(value string) *yaml.Node {
	node := &yaml.Node{}
	node.SetString(value)
	return node
}

// mapping takes keys and values in turn.
func mapping(pairs ...any) *yaml.Node {
	node := &yaml.Node{Kind: yaml.MappingNode}
	for i := 0; i < len(pairs); i += 2 {
		node.Content = append(node.Content, text(fmt.Sprint(pairs[i])), pairs[i+1].(*yaml.Node))
	}
	return node
}
