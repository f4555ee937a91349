package schemas

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

func TestLabIsADraft7Schema(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(Lab(), &schema); err != nil {
		t.Fatal(err)
	}
	if schema["$schema"] != "http://json-schema.org/draft-07/schema#" || schema["$id"] != "https://kaaslab.dev/schemas/lab.v1alpha1.json" || schema["title"] == nil {
		t.Errorf("got $schema %v, $id %v, title %v", schema["$schema"], schema["$id"], schema["title"])
	}
	if references(t, schema) == 0 {
		t.Error("nothing is shared")
	}
}

// references counts the references in a part of the schema. Draft-07 ignores what stands beside one.
func references(t *testing.T, part any) (n int) {
	switch part := part.(type) {
	case map[string]any:
		if reference, found := part["$ref"].(string); found {
			n++
			if len(part) > 1 || !strings.HasPrefix(reference, "#/") {
				t.Errorf("%s has neighbours, or is of another schema: %v", reference, part)
			}
		}
		for _, inner := range part {
			n += references(t, inner)
		}
	case []any:
		for _, inner := range part {
			n += references(t, inner)
		}
	}
	return n
}

func TestLabCannotBeChanged(t *testing.T) {
	Lab()[0] = 'x'
	if Lab()[0] != '{' {
		t.Error("a caller changed the schema for all")
	}
}

// The program that shows the schema must not carry what generates it.
func TestGeneratorIsNotLinked(t *testing.T) {
	listed, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range strings.Fields(string(listed)) {
		if strings.Contains(path, "jsonschema") {
			t.Errorf("schemas depends on %s", path)
		}
	}
}
