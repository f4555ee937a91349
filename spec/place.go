package spec

import (
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// place is where a value is in the lab file: a chain of keys and list positions from the value up to the root, which
// is nil. It becomes text, and a line and a column, only for the few places that a problem is about.
type place struct {
	parent *place
	name   string
	number int // position in a list, -1 for a key
}

func key(name string) *place { return (*place)(nil).key(name) }

func (p *place) key(name string) *place { return &place{parent: p, name: name, number: -1} }
func (p *place) item(number int) *place { return &place{parent: p, number: number} }
func (p *place) isKey() bool            { return p != nil && p.number < 0 }
func (p *place) entry(node *yaml.Node) (keyNode, value *yaml.Node) {
	if node == nil {
		return nil, nil
	}
	if p.isKey() {
		return entryOf(node, p.name)
	}
	if node.Kind != yaml.SequenceNode || p.number >= len(node.Content) {
		return nil, nil
	}
	return node.Content[p.number], node.Content[p.number]
}

// find gives the key and the value at the place, or nil if the file does not have it.
func (p *place) find(root *yaml.Node) (keyNode, value *yaml.Node) {
	if p == nil {
		return root, root
	}
	_, holder := p.parent.find(root)
	return p.entry(holder)
}

// nearest gives the value at the place, or what is nearest to where it would be.
func (p *place) nearest(root *yaml.Node) *yaml.Node {
	if _, value := p.find(root); value != nil || p == nil {
		return value
	}
	return p.parent.nearest(root)
}

// path is the place that keys (texts) and positions in lists (numbers) lead to.
func (p *place) path(steps []any) *place {
	for _, step := range steps {
		if number, isItem := step.(int); isItem {
			p = p.item(number)
		} else if name, isKey := step.(string); isKey {
			p = p.key(name)
		}
	}
	return p
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// String is the path as people write it: workers[0].replicas, labels["example.com/tier"].
func (p *place) String() string {
	switch {
	case p == nil:
		return ""
	case !p.isKey():
		return p.parent.String() + "[" + strconv.Itoa(p.number) + "]"
	case !plainName.MatchString(p.name):
		return p.parent.String() + "[" + strconv.Quote(p.name) + "]"
	case p.parent == nil:
		return p.name
	}
	return p.parent.String() + "." + p.name
}

func entryOf(mapping *yaml.Node, name string) (keyNode, value *yaml.Node) {
	if mapping.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			return mapping.Content[i], mapping.Content[i+1]
		}
	}
	return nil, nil
}
