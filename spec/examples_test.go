package spec

import (
	"path/filepath"
	"testing"
)

func TestExamplesAreWithoutProblems(t *testing.T) {
	files, _ := filepath.Glob("../examples/*/lab.yaml")
	if len(files) < 5 {
		t.Fatalf("found only the examples %v", files)
	}
	for _, file := range files {
		if _, warnings, err := Load(file, nil); err != nil || len(warnings) > 0 {
			t.Errorf("%s: %v\n%v", file, err, warnings)
		}
	}
}
