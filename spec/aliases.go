package spec

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// A file that is deeper or whose aliases stand for more than this is an attack or an accident.
const (
	mostDepth   = 100
	mostAliased = 100_000
)

const mergeTag = "!!merge"

// extent is how large a node is once its aliases are replaced.
type extent struct{ nodes, depth int }

// aliases replaces the aliases of a document by what they stand for. Nothing is copied, so the work stays in
// proportion to the file, and what an alias stands for is counted before anybody walks it.
type aliases struct {
	file    string
	extents map[*yaml.Node]extent // of anchors that are complete
	added   int
	bad     *Problem
}

func resolveAliases(file string, root *yaml.Node) *Problem {
	a := &aliases{file: file, extents: map[*yaml.Node]extent{}}
	a.resolve(root, 1)
	return a.bad
}

func (a *aliases) resolve(node *yaml.Node, level int) extent {
	if level > mostDepth {
		a.refuse(node, fmt.Sprintf("is nested more than %d levels deep", mostDepth))
		return extent{}
	}
	whole := extent{nodes: 1, depth: 1}
	for i, child := range node.Content {
		if a.bad != nil {
			return extent{}
		}
		inner := a.child(node, i, child, level)
		whole.nodes += inner.nodes
		whole.depth = max(whole.depth, inner.depth+1)
	}
	if node.Kind == yaml.MappingNode && a.bad == nil {
		a.merge(node)
	}
	if node.Anchor != "" {
		a.extents[node] = whole
	}
	return whole
}

func (a *aliases) child(parent *yaml.Node, i int, child *yaml.Node, level int) extent {
	if child.Kind != yaml.AliasNode {
		return a.resolve(child, level+1)
	}
	inner, complete := a.extents[child.Alias]
	a.added += inner.nodes
	switch {
	case !complete:
		a.refuse(child, "alias *"+child.Value+" is inside of what it stands for")
	case level+inner.depth > mostDepth:
		a.refuse(child, fmt.Sprintf("is nested more than %d levels deep through alias *%s", mostDepth, child.Value))
	case a.added > mostAliased:
		a.refuse(child, fmt.Sprintf("aliases stand for more than %d values; a fleet of equal clusters is one entry with count", mostAliased))
	}
	parent.Content[i] = child.Alias
	return inner
}

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

func (a *aliases) refuse(node *yaml.Node, reason string) {
	if a.bad == nil {
		a.bad = &Problem{File: a.file, Line: node.Line, Column: node.Column, Reason: reason}
	}
}
