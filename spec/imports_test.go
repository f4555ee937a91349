package spec

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Whatever reads lab files starts with this package, so it stays light: the standard library, the YAML parser, the form of
// references to images, the codes of errors, what decides what is a secret, what counts a list in a sentence, the schemas of what is taken over as it is, and
// what builds kustomizations.
func TestImportsStayLight(t *testing.T) {
	files, _ := filepath.Glob("*.go")
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range file.Imports {
			name := strings.Trim(imported.Path.Value, `"`)
			known := []string{"go.yaml.in/yaml/v3", "github.com/distribution/reference", "github.com/kaaslab/kaaslab/internal/fault", "github.com/kaaslab/kaaslab/internal/secret", "github.com/kaaslab/kaaslab/internal/untyped", "github.com/kaaslab/kaaslab/internal/words", "github.com/kaaslab/kaaslab/spec/crd", "github.com/kaaslab/kaaslab/spec/kustomization"}
			if host, _, _ := strings.Cut(name, "/"); strings.Contains(host, ".") && !slices.Contains(known, name) {
				t.Errorf("%s imports %s", path, name)
			}
		}
	}
}
