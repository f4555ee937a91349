package spec

import "go.yaml.in/yaml/v3"

const mergeTag = "!!merge"

// merge replaces the merge keys (<<) of a mapping by the entries that it lacks.
func (a *aliases) merge(node *yaml.Node) {
	own, merged := []*yaml.Node{}, []*yaml.Node{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Tag != mergeTag {
			own = append(own, node.Content[i], node.Content[i+1])
			continue
		}
		merged = append(merged, a.sources(node.Content[i+1])...)
	}
	if len(own) == len(node.Content) {
		return
	}
	known := map[string]bool{}
	for i := 0; i < len(own); i += 2 {
		known[own[i].Value] = true
	}
	node.Content = appendNew(own, known, merged)
}

func appendNew(own []*yaml.Node, known map[string]bool, sources []*yaml.Node) []*yaml.Node {
	for _, source := range sources {
		for i := 0; i+1 < len(source.Content); i += 2 {
			if name := source.Content[i].Value; !known[name] {
				known[name] = true
				own = append(own, source.Content[i], source.Content[i+1])
			}
		}
	}
	return own
}

// sources lists the mappings that a merge key names: one, or a list of them.
func (a *aliases) sources(node *yaml.Node) []*yaml.Node {
	list := []*yaml.Node{node}
	if node.Kind == yaml.SequenceNode {
		list = node.Content
	}
	for _, source := range list {
		if source.Kind != yaml.MappingNode {
			a.refuse(source, "a merge key (<<) takes a mapping, or a list of mappings")
			return nil
		}
	}
	return list
}
