package labschema

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/schemas"
)

func TestSchemaIsCurrent(t *testing.T) {
	want, err := Generate("../../..")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, schemas.Lab()) {
		t.Error("schemas/lab.v1alpha1.json is not what the types say; run go generate ./schemas")
	}
}

// schema is as much of a JSON schema as the lab file's has.
type schema struct {
	Description          string            `json:"description"`
	Type                 string            `json:"type"`
	Examples             []any             `json:"examples"`
	Default              any               `json:"default"`
	Pattern              string            `json:"pattern"`
	PatternErrorMessage  string            `json:"patternErrorMessage"`
	Properties           map[string]schema `json:"properties"`
	Items                *schema           `json:"items"`
	AdditionalProperties json.RawMessage   `json:"additionalProperties"`
	Comment              string            `json:"$comment"`
}

// walk visits every key of the lab file.
func (s schema) walk(at string, visit func(at string, key schema)) {
	for name, property := range s.Properties {
		visit(at+"/properties/"+name, property)
		if strings.HasPrefix(property.Comment, Foreign) {
			continue // others say what is inside
		}
		property.walk(at+"/properties/"+name, visit)
		if property.Items != nil {
			property.Items.walk(at+"/properties/"+name+"/items", visit)
		}
	}
}

func readSchema(t *testing.T) (whole schema) {
	t.Helper()
	if err := json.Unmarshal(schemas.Lab(), &whole); err != nil {
		t.Fatal(err)
	}
	return whole
}

func TestEveryKeyHasDescriptionAndExample(t *testing.T) {
	keys := 0
	readSchema(t).walk("", func(at string, key schema) {
		keys++
		if key.Description == "" || len(key.Examples) == 0 {
			t.Errorf("%s has description %q and examples %v", at, key.Description, key.Examples)
		}
	})
	if keys < 40 {
		t.Errorf("walked only %d keys", keys)
	}
}

func TestEveryPatternIsSaidInWords(t *testing.T) {
	readSchema(t).walk("", func(at string, key schema) {
		if key.Pattern != "" && key.PatternErrorMessage == "" {
			t.Errorf("%s has pattern %s and no meaning", at, key.Pattern)
		}
	})
}

// freeform are the mappings whose keys the user chooses.
var freeform = map[string]bool{"sysctl": true, "matchLabels": true, "values": true, "labels": true, "variables": true, "env": true, "features": true, "annotations": true, "remediation": true}

func TestOnlyFreeFormMappingsAreOpen(t *testing.T) {
	whole := readSchema(t)
	if string(whole.AdditionalProperties) != "false" {
		t.Error("the lab file itself is open")
	}
	whole.walk("", func(at string, key schema) {
		for _, mapping := range []*schema{&key, key.Items} {
			if mapping == nil || mapping.Type != "object" || key.Comment == Foreign {
				continue
			}
			name := at[bytes.LastIndexByte([]byte(at), '/')+1:]
			if isClosed := string(mapping.AdditionalProperties) == "false"; isClosed == freeform[name] {
				t.Errorf("%s: additionalProperties is %s", at, mapping.AdditionalProperties)
			}
		}
	})
}
