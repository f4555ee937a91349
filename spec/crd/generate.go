//go:build ignore

// Command generate writes what this package embeds: the schemas of other people's resource definitions, as far as spec checks them.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/spec"
)

func main() {
	if err := write(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func write() error {
	module := "github.com/projectsveltos/addon-controller@v" + spec.BuiltInSveltos
	output, err := exec.Command("go", "mod", "download", "-json", module).Output()
	if err != nil {
		return fmt.Errorf("download %s: %w", module, err)
	}
	var downloaded struct{ Dir string }
	if err := json.Unmarshal(output, &downloaded); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(downloaded.Dir, "config", "crd", "bases", "config.projectsveltos.io_clusterprofiles.yaml"))
	if err != nil {
		return err
	}
	var definition struct {
		Spec struct {
			Versions []struct {
				Schema struct {
					Schema struct {
						Properties map[string]map[string]any `json:"properties"`
					} `json:"openAPIV3Schema"`
				} `json:"schema"`
			} `json:"versions"`
		} `json:"spec"`
	}
	if err := yaml.Unmarshal(text, &definition); err != nil {
		return err
	}
	schema := definition.Spec.Versions[0].Schema.Schema.Properties["spec"]
	withoutProse(schema)
	written, err := json.MarshalIndent(schema, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile("clusterprofile.json", append(written, '\n'), 0o644)
}

// withoutProse takes out the descriptions, but not a property of that name: the sentences are other people's, and the rules are
// all that is checked.
func withoutProse(schema map[string]any) {
	if _, isText := schema["description"].(string); isText {
		delete(schema, "description")
	}
	for _, value := range schema {
		switch value := value.(type) {
		case map[string]any:
			withoutProse(value)
		case []any:
			for _, item := range value {
				if inner, is := item.(map[string]any); is {
					withoutProse(inner)
				}
			}
		}
	}
}
