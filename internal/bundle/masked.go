package bundle

import (
	"encoding/json"
	"maps"
	"slices"

	"sigs.k8s.io/yaml"
)

// file is one that is written: without secrets.
type file struct{ name, text string }

// masked takes the secrets out. Objects go first: what is hidden in them is then known, and looked for everywhere.
func (b *Bundle) masked() []file {
	objects := map[string]any{}
	for name, content := range b.files {
		if object, isObject := decoded(content); isObject {
			objects[name] = b.mask.Object(object)
		} else if document, isDocument := content.(Document); isDocument {
			b.mask.YAML(string(document))
		}
	}
	files := make([]file, 0, len(b.files))
	for _, name := range slices.Sorted(maps.Keys(b.files)) {
		files = append(files, file{name, b.text(b.files[name], objects[name])})
	}
	return files
}

func (b *Bundle) text(content, object any) string {
	switch c := content.(type) {
	case string:
		return b.mask.Text(c)
	case []byte:
		return b.mask.Text(string(c))
	case Document:
		return b.mask.YAML(string(c))
	}
	text, err := yaml.Marshal(object)
	if err != nil {
		return "it cannot be written: " + err.Error() + "\n"
	}
	return b.mask.Text(string(text))
}

// decoded is a value as JSON has it, if it is no text.
func decoded(content any) (any, bool) {
	switch content.(type) {
	case string, []byte, Document:
		return nil, false
	}
	data, err := json.Marshal(content)
	if err != nil {
		return nil, false
	}
	var object any
	return object, json.Unmarshal(data, &object) == nil
}
