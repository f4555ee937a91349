package labschema

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/schemas"
)

// compile returns the part of the schema at a JSON pointer.
func compile(t *testing.T, pointer string) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemas.Lab()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(Address, document); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile(Address + "#" + pointer)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

func TestExamplesAndDefaultsFollowTheSchema(t *testing.T) {
	readSchema(t).walk("", func(at string, key schema) {
		compiled := compile(t, at)
		for _, example := range append(key.Examples, key.Default) {
			if err := compiled.Validate(example); example != nil && err != nil {
				t.Errorf("%s: example %v: %v", at, example, err)
			}
		}
	})
}

// judge says what an editor with the schema says of a lab file: sees a problem, or is blind to it. A file that is no
// YAML, or no JSON value, is not for a schema to judge.
func judge(t *testing.T, compiled *jsonschema.Schema, text string) string {
	t.Helper()
	var root yaml.Node
	decoder := yaml.NewDecoder(strings.NewReader(text))
	if err := decoder.Decode(&root); err != nil {
		return "blind"
	}
	keepDates(&root)
	var value any
	if err := root.Decode(&value); err != nil {
		return "blind"
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return "blind"
	}
	value, err = jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	if compiled.Validate(value) != nil {
		return "sees"
	}
	return "blind"
}

// keepDates makes dates text again: editors read YAML 1.2, which knows no others.
func keepDates(node *yaml.Node) {
	if node.Tag == "!!timestamp" {
		node.Tag = "!!str"
	}
	for _, inner := range node.Content {
		keepDates(inner)
	}
}

// parts reads the sections of a test case of package spec.
func parts(t *testing.T, path string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, section := range strings.Split("\n"+string(data), "\n-- ")[1:] {
		name, text, _ := strings.Cut(section, " --\n")
		found[name] = text + "\n"
	}
	return found
}

func TestSchemaRefusesTheBadLabsThatItCanJudge(t *testing.T) {
	compiled, sees := compile(t, ""), 0
	paths, _ := filepath.Glob("../../../spec/testdata/bad/*.txtar")
	for _, path := range paths {
		sections := parts(t, path)
		want := strings.TrimSpace(sections["schema"])
		if got := judge(t, compiled, sections["lab.yaml"]); got != want {
			t.Errorf("%s: the schema %s, want %q", filepath.Base(path), got, want)
		}
		if want == "sees" {
			sees++
		}
	}
	if sees < 65 {
		t.Errorf("the schema sees only %d of %d bad labs", sees, len(paths))
	}
}

func TestSchemaAcceptsTheGoodLabs(t *testing.T) {
	compiled, seen := compile(t, ""), 0
	cases, _ := filepath.Glob("../../../spec/testdata/good/*.txtar")
	for _, path := range cases {
		seen++
		if judge(t, compiled, parts(t, path)["lab.yaml"]) == "sees" || judge(t, compiled, parts(t, path)["want"]) == "sees" {
			t.Errorf("the schema refuses %s", path)
		}
	}
	examples, _ := filepath.Glob("../../../examples/*/lab.yaml")
	for _, path := range examples {
		seen++
		data, err := os.ReadFile(path)
		if err != nil || judge(t, compiled, string(data)) == "sees" {
			t.Errorf("the schema refuses %s (%v)", path, err)
		}
	}
	if seen < 20 {
		t.Errorf("saw only %d labs", seen)
	}
}
