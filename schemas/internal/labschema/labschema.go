// Package labschema makes the JSON schema of the lab file from the comments and tags of package spec.
package labschema

import (
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/kaaslab/kaaslab/spec"
)

// Address is where the schema says that it is published, which is also its identity.
const Address = "https://kaaslab.dev/schemas/lab.v1alpha1.json"

const (
	draft  = "http://json-schema.org/draft-07/schema#"
	module = "github.com/kaaslab/kaaslab"
)

// Generate makes the schema. Root is the directory of the module, whose source holds the comments.
//
// Types are written out where they are used, without definitions: draft-07 ignores what stands beside a reference,
// and so would lose the description and the example of every key that holds an object. Only share makes references.
func Generate(root string) ([]byte, error) {
	reflector := &jsonschema.Reflector{
		Anonymous: true, DoNotReference: true, RequiredFromJSONSchemaTags: true, ExpandedStruct: true,
	}
	if err := addComments(reflector, root); err != nil {
		return nil, err
	}
	schema := reflector.Reflect(&spec.Lab{})
	schema.Version, schema.ID, schema.Title = draft, Address, "kaaslab lab file"
	if err := complete(schema, reflect.TypeFor[spec.Lab]()); err != nil {
		return nil, err
	}
	share(schema)
	text, err := json.MarshalIndent(schema, "", "  ")
	return append(text, '\n'), err
}

// share says what kubeadm is told of a pool by references to what it is told of a control plane, field by field: it is the same, and
// two thousand lines.
func share(schema *jsonschema.Schema) {
	const key, to = "kubeadmConfigSpec", "#/properties/workloadClusters/items/properties/controlPlane/properties/kubeadmConfigSpec/properties/"
	clusters, _ := schema.Properties.Get("workloadClusters")
	workers, _ := clusters.Items.Properties.Get("workers")
	config, _ := workers.Items.Properties.Get(key)
	for field := config.Properties.Oldest(); field != nil; field = field.Next() {
		field.Value = &jsonschema.Schema{Ref: to + field.Key}
	}
}

// addComments names the source's directory so that, joined with the base, it is the package's import path.
func addComments(reflector *jsonschema.Reflector, root string) error {
	directory := filepath.ToSlash(filepath.Join(root, "spec"))
	base := module
	for rest := directory; strings.HasPrefix(rest, "../"); rest = rest[len("../"):] {
		base = path.Join(base, "inner")
	}
	if err := reflector.AddGoComments(base, directory, jsonschema.WithFullComment()); err != nil {
		return fmt.Errorf("read the comments of %s: %w", directory, err)
	}
	return nil
}

// complete adds what the reflector leaves out, for every key of a type and of the types inside of it.
func complete(schema *jsonschema.Schema, t reflect.Type) error {
	schema.AllOf = conditions[t]
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		property, found := schema.Properties.Get(name)
		if !found {
			return fmt.Errorf("%s.%s has no property %s", t, t.Field(i).Name, name)
		}
		if err := completeField(property, t.Field(i)); err != nil {
			return fmt.Errorf("%s.%s: %w", t, t.Field(i).Name, err)
		}
	}
	return nil
}

func completeField(property *jsonschema.Schema, field reflect.StructField) error {
	if err := setExample(property, field); err != nil {
		return err
	}
	if property.Default != nil {
		property.Description += fmt.Sprintf("\n\nDefault: %v", property.Default)
	}
	if path, isCRD := field.Tag.Lookup("crd"); isCRD {
		return describeForeign(property, path, field.Tag.Get("meaning"))
	}
	inner, kind := property, field.Type
	if kind.Kind() == reflect.Slice {
		inner, kind = property.Items, kind.Elem()
	}
	if kind.Kind() == reflect.Interface && inner != property { // a path, or an object where it is
		property.Items = &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string", MinLength: length(1)}, {Type: "object", Required: []string{"apiVersion", "kind"}}}}
	}
	if kind.Kind() == reflect.Pointer { // a value whose absence means something
		kind = kind.Elem()
	}
	if meaning := field.Tag.Get("meaning"); meaning != "" {
		inner.Extras = map[string]any{"patternErrorMessage": meaning}
	}
	if kind.Kind() != reflect.Struct {
		return nil
	}
	if field.Tag.Get("short") != "" {
		inner.Type, inner.AnyOf = "", []*jsonschema.Schema{{Type: "string", MinLength: length(1)}, {Type: "object"}}
	}
	return complete(inner, kind)
}
