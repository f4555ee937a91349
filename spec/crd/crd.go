// Package crd holds the schemas of other people's resources of which a lab file takes fields as they are, so that such a field is
// checked by what its own definition says, completed by editors, and told from what a server fills in.
package crd

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

//go:generate go run generate.go

// Schema is as much of the schema of a resource definition as is used here, in the words of OpenAPI.
type Schema struct {
	Type        string             `json:"type,omitempty"`
	Properties  map[string]*Schema `json:"properties,omitempty"`
	Values      *Schema            `json:"additionalProperties,omitempty"`
	Items       *Schema            `json:"items,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Pattern     string             `json:"pattern,omitempty"`
	MinItems    int                `json:"minItems,omitempty"`
	MinFields   int                `json:"minProperties,omitempty"`
	MinLength   int                `json:"minLength,omitempty"`
	MaxLength   int                `json:"maxLength,omitempty"`
	Minimum     *float64           `json:"minimum,omitempty"`
	Maximum     *float64           `json:"maximum,omitempty"`
	Default     any                `json:"default,omitempty"`
	Meaning     string             `json:"-"` // of the pattern, in words
	IntOrString bool               `json:"x-kubernetes-int-or-string,omitempty"`
	ListKeys    []string           `json:"x-kubernetes-list-map-keys,omitempty"`
}

//go:embed clusterprofile.json
var clusterProfile []byte

//go:embed kubeadmconfig.json
var kubeadmConfig []byte

var (
	clusterProfileSchema = sync.OnceValue(func() *Schema { return read(clusterProfile) })
	kubeadmConfigSchema  = sync.OnceValue(func() *Schema { return read(kubeadmConfig) })
)

func read(file []byte) *Schema {
	schema := &Schema{}
	if err := json.Unmarshal(file, schema); err != nil {
		panic(err) // it is part of the program
	}
	return schema
}

// ClusterProfile is the schema at a path in the spec of a Sveltos ClusterProfile, such as helmCharts.options, where the items of a
// list are their list's. It panics at a path that there is not.
func ClusterProfile(path string) *Schema { return clusterProfileSchema().at("ClusterProfile", path) }

// KubeadmConfig is the schema at a path in the spec of a KubeadmConfig of Cluster API.
func KubeadmConfig(path string) *Schema { return kubeadmConfigSchema().at("KubeadmConfig", path) }

func (s *Schema) at(kind, path string) *Schema {
	schema := s
	for name := range strings.SplitSeq(path, ".") {
		if schema.Items != nil {
			schema = schema.Items
		}
		if name == "" {
			continue
		}
		if schema = schema.Properties[name]; schema == nil {
			panic("a " + kind + " has no " + path)
		}
	}
	return schema
}

// AsWritten takes out of a live value what the server has filled in: the defaults that the wanted value does not name, and what is
// empty without them.
func (s *Schema) AsWritten(live, wanted any) any {
	switch live := live.(type) {
	case map[string]any:
		want, _ := wanted.(map[string]any)
		written := make(map[string]any, len(live))
		for name, value := range live {
			own, isWanted := want[name]
			inner := s.property(name)
			if !isWanted && inner.isDefault(value) {
				continue
			}
			value = inner.AsWritten(value, own)
			if emptied, isMap := value.(map[string]any); isWanted || !isMap || len(emptied) > 0 {
				written[name] = value
			}
		}
		return written
	case []any:
		want, _ := wanted.([]any)
		written := make([]any, len(live))
		for i, item := range live {
			var own any
			if i < len(want) {
				own = want[i]
			}
			written[i] = s.item().AsWritten(item, own)
		}
		return written
	}
	return live
}

func (s *Schema) property(name string) *Schema {
	switch {
	case s == nil:
		return nil
	case s.Properties[name] != nil:
		return s.Properties[name]
	}
	return s.Values
}

func (s *Schema) item() *Schema {
	if s == nil {
		return nil
	}
	return s.Items
}

// isDefault compares as text: numbers are of several types, by who has read them.
func (s *Schema) isDefault(value any) bool {
	return s != nil && s.Default != nil && fmt.Sprint(s.Default) == fmt.Sprint(value)
}
