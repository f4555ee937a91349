package editor

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestGoodLabsAreNotMarked: no false alarm on any example, nor on a lab file that package spec takes.
func TestGoodLabsAreNotMarked(t *testing.T) {
	s := start(t, mapped(t))
	documents := map[string]document{}
	for path, text := range goodLabs(t) {
		documents[path] = s.open(path, text)
	}
	if len(documents) < 25 {
		t.Errorf("found only %d lab files", len(documents))
	}
	for path, d := range documents {
		for _, found := range d.diagnose(t) {
			t.Errorf("%s:%d: %s", path, found.Range.Start.Line+1, found.Message)
		}
	}
}

// goodLabs are the examples, which name their schema in a first line, and the good cases of package spec.
func goodLabs(t *testing.T) map[string]string {
	t.Helper()
	labs := map[string]string{}
	examples, _ := filepath.Glob("../examples/*/lab.yaml")
	for _, path := range examples {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		full, _ := filepath.Abs(path)
		labs[full] = string(text)
	}
	cases, _ := filepath.Glob("../spec/testdata/good/*.txtar")
	for _, path := range cases {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range archive.Files {
			if file.Name == "lab.yaml" || file.Name == "want" {
				labs[filepath.Base(path)+"-"+file.Name+".kaaslab.yaml"] = string(file.Data)
			}
		}
	}
	return labs
}
