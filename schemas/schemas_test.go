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
	if text := string(Lab()); strings.Contains(text, "$defs") || strings.Contains(text, "$ref") {
		t.Error("the schema has references, whose neighbours draft-07 ignores")
	}
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
