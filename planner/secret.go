package planner

import (
	"encoding/base64"
	"encoding/json"
	"maps"

	"github.com/kaaslab/kaaslab/internal/secret"
)

// Hidden is a value of a Secret, or another that nobody should see. Neither a plan nor its JSON shows it, nor a digest, with which a guess could be checked.
type Hidden string

// Show implements Shown.
func (Hidden) Show() string { return secret.Hidden }

// fill returns the value, or what stands for it if that is all that is known of the observed one.
func (h Hidden) fill(observed Hidden) Hidden {
	if observed == secret.Hidden {
		return observed
	}
	return h
}

// MarshalJSON writes what Show returns, so that a value cannot slip out inside a larger one.
func (h Hidden) MarshalJSON() ([]byte, error) { return json.Marshal(h.Show()) }

// HideSecret returns the manifest as it is if it is no Secret. Of a Secret it returns a copy in the form that the API
// server keeps, with data only, in which every value is Hidden: the base64 text that data holds.
func HideSecret(manifest Manifest) Manifest {
	if !isSecret(manifest) {
		return manifest
	}
	hidden := map[string]any{}
	for key, value := range fields(manifest, "data") {
		hidden[key] = hide(value, func(text string) string { return text })
	}
	for key, value := range fields(manifest, "stringData") {
		hidden[key] = hide(value, func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) })
	}
	object := maps.Clone(manifest)
	delete(object, "stringData")
	delete(object, "data")
	if len(hidden) > 0 {
		object["data"] = hidden
	}
	return object
}

func isSecret(object map[string]any) bool {
	return object["apiVersion"] == "v1" && object["kind"] == "Secret"
}

func fields(manifest Manifest, name string) map[string]any {
	values, _ := manifest[name].(map[string]any)
	return values
}

func hide(value any, encode func(string) string) any {
	switch v := value.(type) {
	case Hidden:
		return v
	case string:
		return Hidden(encode(v))
	}
	return Hidden("")
}
