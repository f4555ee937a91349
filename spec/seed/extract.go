package seed

import (
	"encoding/base64"
	"maps"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// manifest is a file beside the lab file, and what it is from.
type manifest struct {
	path string
	from *object
	key  string // of the ConfigMap, or nothing
	name string // that the file would have if it were the only one
	line int    // where the content begins
	node *yaml.Node
}

// numbered is how kaaslab keeps the order of a lab's files in a ConfigMap.
var numbered = regexp.MustCompile(`^[0-9]{2}-`)

// extract makes files of what a ConfigMap or Secret holds, once, however many profiles name it.
func (c *conversion) extract(held *object) []manifest {
	if made, known := c.content[held]; known {
		return made
	}
	var made []manifest
	for _, content := range contents(held) {
		switch {
		case !content.isText:
			c.lose(held, content.line, "%s.%s is no text", content.field, content.key)
			continue
		case !draft.CanHold(content.key):
			c.lose(held, content.line, "%s.%s, which is no name for a file", content.field, content.key)
			continue
		}
		name := content.key
		if held.label(labLabel) != "" {
			name = numbered.ReplaceAllString(name, "")
		}
		path := c.fileFor(held, name, content.text)
		m := manifest{path: path, from: held, key: content.field + "." + content.key, name: name, line: content.line, node: content.node}
		c.origins[path] = m
		made = append(made, m)
	}
	c.content[held] = made
	held.takeContents()
	return made
}

// fileFor names the file that is there already, if it holds the same: profiles of a lab have each a ConfigMap of their own.
func (c *conversion) fileFor(held *object, name, text string) (path string) {
	for path, m := range c.origins {
		if m.name == name && m.from.kind == held.kind && string(c.result.Files[path]) == text {
			return path
		}
	}
	return c.result.Files.Add(c.file, held.name, name, []byte(text))
}

// takeContents takes what is read of a ConfigMap or Secret, and what is so of it in any case.
func (o *object) takeContents() {
	for _, field := range []string{"data", "stringData", "type", "immutable"} {
		o.take(field)
	}
	o.takeReserved("metadata", "labels")
}

// content is a text under a key of a ConfigMap or Secret.
type content struct {
	field, key, text string
	isText           bool
	line             int
	node             *yaml.Node // where the lines of the text are those of the file
}

// contents lists the texts in the order of their keys. Those of a Secret are in base64, or as they are in stringData, which
// counts more.
func contents(held *object) []content {
	var found []content
	for _, field := range []string{"data", "stringData"} {
		data, _ := held.look(field).(map[string]any)
		for _, key := range slices.Sorted(maps.Keys(data)) {
			text, isText := data[key].(string)
			one := content{field: field, key: key, text: text, isText: isText, line: held.line(field, key), node: held.nodeAt(field, key)}
			if held.kind == kindSecret && field == "data" {
				decoded, err := base64.StdEncoding.DecodeString(text)
				one.text, one.isText, one.node = string(decoded), isText && err == nil, nil
			}
			found = slices.DeleteFunc(found, func(before content) bool { return before.key == key })
			found = append(found, one)
		}
	}
	return found
}

// holdsOthers reports whether a Secret has objects in it that are none themselves. kaaslab carries Secrets of manifests as a Secret and
// all else in a ConfigMap, where more people may read it.
func holdsOthers(held *object) bool {
	return held.kind == kindSecret && slices.ContainsFunc(contents(held), func(content content) bool {
		nodes, bad := spec.Documents("", []byte(content.text))
		return bad != nil || slices.ContainsFunc(nodes, holdsMore)
	})
}

func holdsMore(node *yaml.Node) bool {
	return slices.ContainsFunc(spec.Items(node), isMore)
}

func isMore(node *yaml.Node) bool {
	kind, version := child(node, "kind"), child(node, "apiVersion")
	return kind == nil || version == nil || kind.Value != "Secret" || version.Value != "v1"
}
