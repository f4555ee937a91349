package seed

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// references are the references to templates in a ClusterClass, each once: ref in v1beta1, templateRef in v1beta2.
func references(value any) []reference {
	var found []reference
	add := func(more ...reference) {
		for _, ref := range more {
			if !slices.Contains(found, ref) {
				found = append(found, ref)
			}
		}
	}
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			add(references(item)...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			if inner, isMapping := value[name].(map[string]any); isMapping && (name == "ref" || name == "templateRef") {
				o := &object{rest: maps.Clone(inner)}
				add(reference{o.text("kind"), o.text("namespace"), o.text("name")})
			} else if name != "patches" && name != "variables" {
				add(references(value[name])...)
			}
		}
	}
	return found
}

// writeClass makes a manifest of a class and its templates. Clusters of one class share it.
func (c *conversion) writeClass(class *object, parts []*object) (path, why string) {
	name := class.home() + "/" + class.name
	if path := c.classes[name]; path != "" {
		return path, ""
	}
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	for _, o := range append([]*object{class}, parts...) {
		if err := encoder.Encode(asApplied(o)); err != nil {
			return "", "it cannot be written: " + err.Error()
		}
	}
	if err := encoder.Close(); err != nil {
		return "", "it cannot be written: " + err.Error()
	}
	path = c.result.Files.Add(c.file, "class", class.name, text.Bytes())
	c.classes[name] = path
	c.origins[path] = manifest{path: path, from: class, line: class.line()}
	for _, o := range append([]*object{class}, parts...) {
		o.drop()
	}
	c.change("%s: is in %s now with its templates, named in manifests of the clusters that are made from it", class, path)
	return path, ""
}

// asApplied is an object as somebody wrote it: without what a server adds.
func asApplied(o *object) map[string]any {
	whole := reading{}.mapping(o.node)
	delete(whole, "status")
	metadata, _ := whole["metadata"].(map[string]any)
	for _, name := range noise {
		delete(metadata, name)
	}
	for _, key := range []string{"labels", "annotations"} {
		texts, _ := metadata[key].(map[string]any)
		maps.DeleteFunc(texts, func(name string, _ any) bool {
			return slices.Contains(ofPrograms, name) || strings.HasPrefix(name, ownDomain)
		})
		if len(texts) == 0 {
			delete(metadata, key)
		}
	}
	return whole
}

// orNothing is a node that can be read.
func orNothing(node *yaml.Node) *yaml.Node {
	if node == nil {
		return &yaml.Node{}
	}
	return node
}
