// Command generate writes the JSON schema of the lab file. Run it with go generate ./schemas.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/schemas/internal/labschema"
)

func main() {
	if err := write(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// write works from the module's directory and, for go generate, from schemas.
func write() error {
	root := "."
	if _, err := os.Stat("go.mod"); err != nil {
		root = ".."
	}
	schema, err := labschema.Generate(root)
	if err != nil {
		return fmt.Errorf("generate the schema of the lab file: %w", err)
	}
	return os.WriteFile(filepath.Join(root, "schemas", "lab.v1alpha1.json"), schema, 0o644)
}
