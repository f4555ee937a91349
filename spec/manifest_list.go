package spec

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Items gives the objects of a document as kubectl reads it: itself, or what a list holds, which may hold lists. A list of one
// kind need not repeat it with each object, and an API server does not.
func Items(document *yaml.Node) []*yaml.Node {
	_, kind := entryOf(document, "kind")
	_, items := entryOf(document, "items")
	if kind == nil || items == nil || items.Kind != yaml.SequenceNode || !strings.HasSuffix(kind.Value, "List") || hasName(document) {
		return []*yaml.Node{document}
	}
	var all []*yaml.Node
	for _, item := range items.Content {
		all = append(all, Items(typed(item, document, strings.TrimSuffix(kind.Value, "List")))...)
	}
	return all
}

// hasName tells an object that has items, and a kind whose name ends like that of a list, from a list.
func hasName(document *yaml.Node) bool {
	_, metadata := entryOf(document, "metadata")
	if metadata == nil {
		return false
	}
	_, name := entryOf(metadata, "name")
	return name != nil
}

// typed gives an item of a list of one kind that kind.
func typed(item, list *yaml.Node, kind string) *yaml.Node {
	if _, own := entryOf(item, "kind"); own != nil || kind == "" || item.Kind != yaml.MappingNode {
		return item
	}
	with := *item
	with.Content = slices.Concat(item.Content, []*yaml.Node{written("kind", item.Line), written(kind, item.Line)})
	_, version := entryOf(list, "apiVersion")
	if _, own := entryOf(item, "apiVersion"); own == nil && version != nil {
		with.Content = append(with.Content, written("apiVersion", item.Line), version)
	}
	return &with
}

func written(text string, line int) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text, Line: line}
}
