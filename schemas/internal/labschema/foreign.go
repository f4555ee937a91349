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

// Foreign begins the mark of a key of which all that is inside is another project's, by whose definition it is described.
const Foreign = "Defined by "

// describeForeign describes a key as the definition does from which it is taken.
func describeForeign(property *jsonschema.Schema, tag, meaning string) error {
	schema, owner, path := spec.ForeignSchema(tag)
	described := foreign(schema, owner, strings.TrimSuffix("spec."+path, "."))
	described.Description, described.Examples = property.Description, property.Examples
	described.Comments = Foreign + owner
	if meaning != "" {
		described.Extras = map[string]any{"patternErrorMessage": meaning}
	}
	*property = *described
	return nil
}

// foreign names the field of an object by its path. What the field is for is told by its owner.
func foreign(schema *crd.Schema, owner, path string) *jsonschema.Schema {
	made := &jsonschema.Schema{
		Description: "Field " + path + " of a " + owner + ".",
		Type:        schema.Type, Required: schema.Required, Pattern: schema.Pattern,
		MinLength: length(schema.MinLength), MaxLength: length(schema.MaxLength), Minimum: bound(schema.Minimum), Maximum: bound(schema.Maximum),
	}
	for _, value := range schema.Enum {
		made.Enum = append(made.Enum, value)
	}
	if schema.IntOrString {
		made.AnyOf = []*jsonschema.Schema{{Type: "integer"}, {Type: "string"}}
	}
	made.MinItems, made.MinProperties = length(schema.MinItems), length(schema.MinFields)
	if schema.Items != nil {
		made.Items = foreign(schema.Items, owner, path)
	}
	if schema.Type != "object" {
		return made
	}
	made.AdditionalProperties = jsonschema.FalseSchema
	if schema.Values != nil {
		made.AdditionalProperties = foreign(schema.Values, owner, path)
	}
	made.Properties = jsonschema.NewProperties()
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		made.Properties.Set(name, foreign(schema.Properties[name], owner, path+"."+name))
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
