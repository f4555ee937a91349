package explain

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// putShared puts in the place of each reference what it refers to: the schema says once what two keys have.
func putShared(root, n *yaml.Node) {
	for i, inner := range n.Content {
		if inner.Kind == yaml.MappingNode && len(inner.Content) == 2 && inner.Content[0].Value == "$ref" {
			n.Content[i] = lookUp(root, strings.Split(strings.TrimPrefix(inner.Content[1].Value, "#/"), "/"))
			continue
		}
		putShared(root, inner)
	}
}

func lookUp(n *yaml.Node, path []string) *yaml.Node {
	for _, name := range path {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == name {
				n = n.Content[i+1]
				break
			}
		}
	}
	return n
}
