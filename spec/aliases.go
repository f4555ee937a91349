package spec

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// A file that is deeper or whose aliases stand for more than this is an attack or an accident.
const (
	mostDepth   = 100
	mostAliased = 100_000
)

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

func (a *aliases) refuse(node *yaml.Node, reason string) {
	if a.bad == nil {
		a.bad = &Problem{File: a.file, Line: node.Line, Column: node.Column, Code: fault.BadAlias, Reason: reason}
	}
}
