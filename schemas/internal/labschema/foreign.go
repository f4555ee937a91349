package labschema

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/crd"
)

// Foreign marks a key of which all that is inside is another project's, by whose definition it is described.
const Foreign = "Defined by Sveltos"

// describeForeign describes a key as the definition does from which it is taken.
func describeForeign(property *jsonschema.Schema, path, meaning string) error {
	described := foreign(spec.ProfileSchema(path), strings.TrimSuffix("spec."+path, "."))
	described.Description, described.Examples = property.Description, property.Examples
	described.Comments = Foreign
	if meaning != "" {
		described.Extras = map[string]any{"patternErrorMessage": meaning}
	}
	*property = *described
	return nil
}

// foreign names the field of a ClusterProfile by its path. What the field is for is told by its owner.
func foreign(schema *crd.Schema, path string) *jsonschema.Schema {
	made := &jsonschema.Schema{
		Description: "Field " + path + " of a Sveltos ClusterProfile.",
		Type:        schema.Type, Required: schema.Required, Pattern: schema.Pattern,
		MinLength: length(schema.MinLength), MaxLength: length(schema.MaxLength), Minimum: bound(schema.Minimum), Maximum: bound(schema.Maximum),
	}
	for _, value := range schema.Enum {
		made.Enum = append(made.Enum, value)
	}
	if schema.IntOrString {
		made.AnyOf = []*jsonschema.Schema{{Type: "integer"}, {Type: "string"}}
	}
	if schema.Items != nil {
		made.Items = foreign(schema.Items, path)
	}
	if schema.Type != "object" {
		return made
	}
	made.AdditionalProperties = jsonschema.FalseSchema
	if schema.Values != nil {
		made.AdditionalProperties = foreign(schema.Values, path)
	}
	made.Properties = jsonschema.NewProperties()
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		made.Properties.Set(name, foreign(schema.Properties[name], path+"."+name))
	}
	return made
}

func length(of int) *uint64 {
	if of == 0 {
		return nil
	}
	long := uint64(of)
	return &long
}

func bound(of *float64) json.Number {
	if of == nil {
		return ""
	}
	text, _ := json.Marshal(*of) // a number
	return json.Number(text)
}
