package seed

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

var errorLine = regexp.MustCompile(`^yaml: line (\d+): `)

// readObjects reads the documents of a file. What a List holds counts as if it stood alone.
func readObjects(source Source) ([]*object, error) {
	var found []*object
	for decoder := yaml.NewDecoder(bytes.NewReader(source.Data)); ; {
		document, err := decode(decoder)
		switch {
		case errors.Is(err, io.EOF):
			return found, nil
		case err != nil:
			return nil, notYAML(source.Name, err)
		case document == nil:
			continue
		}
		content, isMapping := document.(map[string]any)
		if !isMapping {
			return nil, invalid(source.Name, 0, "is no Kubernetes manifest: a document in it is not a mapping")
		}
		found = append(found, expand(content)...)
	}
}

// decode reads a document. A date without quotes stays the text that it is: Kubernetes knows no dates in YAML either.
func decode(decoder *yaml.Decoder) (any, error) {
	var node yaml.Node
	if err := decoder.Decode(&node); err != nil {
		return nil, err
	}
	keepDates(&node)
	var document any
	err := node.Decode(&document)
	return document, err
}

func keepDates(node *yaml.Node) {
	if node.Kind == yaml.ScalarNode && node.ShortTag() == "!!timestamp" {
		node.Tag = "!!str"
	}
	for _, inner := range node.Content {
		keepDates(inner)
	}
}

func notYAML(name string, err error) error {
	line, text := 0, err.Error()
	if found := errorLine.FindStringSubmatch(text); found != nil {
		line, _ = strconv.Atoi(found[1])
	}
	reason := strings.TrimPrefix(errorLine.ReplaceAllString(text, ""), "yaml: ")
	return invalid(name, line, "is not YAML: %s; give the manifest that was applied", reason)
}

func expand(content map[string]any) []*object {
	items, isList := content["items"].([]any)
	if kind, _ := content["kind"].(string); !isList || !strings.HasSuffix(kind, "List") {
		return []*object{newObject(content)}
	}
	var found []*object
	for _, item := range items {
		if inner, isMapping := item.(map[string]any); isMapping {
			found = append(found, newObject(inner))
		}
	}
	return found
}
