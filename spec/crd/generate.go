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

// definitions are those that fields of the lab file are taken from.
var definitions = []struct{ module, path, version, file string }{
	{"github.com/projectsveltos/addon-controller@v" + spec.BuiltInSveltos, "config/crd/bases/config.projectsveltos.io_clusterprofiles.yaml", "v1beta1", "clusterprofile.json"},
	{"sigs.k8s.io/cluster-api@" + spec.BuiltInClusterAPI, "bootstrap/kubeadm/config/crd/bases/bootstrap.cluster.x-k8s.io_kubeadmconfigs.yaml", "v1beta2", "kubeadmconfig.json"},
}

func main() {
	for _, d := range definitions {
		if err := write(d.module, d.path, d.version, d.file); err != nil {
			fmt.Fprintln(os.Stderr, "generate:", err)
			os.Exit(1)
		}
	}
}

func write(module, path, version, file string) error {
	output, err := exec.Command("go", "mod", "download", "-json", module).Output()
	if err != nil {
		return fmt.Errorf("download %s: %w", module, err)
	}
	var downloaded struct{ Dir string }
	if err := json.Unmarshal(output, &downloaded); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(downloaded.Dir, filepath.FromSlash(path)))
	if err != nil {
		return err
	}
	schema, err := specOf(text, version)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	withoutProse(schema)
	written, err := json.MarshalIndent(schema, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(written, '\n'), 0o644)
}

// specOf is the schema of the spec in a version of a definition.
func specOf(text []byte, version string) (map[string]any, error) {
	var definition struct {
		Spec struct {
			Versions []struct {
				Name   string `json:"name"`
				Schema struct {
					Schema struct {
						Properties map[string]map[string]any `json:"properties"`
					} `json:"openAPIV3Schema"`
				} `json:"schema"`
			} `json:"versions"`
		} `json:"spec"`
	}
	if err := yaml.Unmarshal(text, &definition); err != nil {
		return nil, err
	}
	for _, v := range definition.Spec.Versions {
		if v.Name == version {
			return v.Schema.Schema.Properties["spec"], nil
		}
	}
	return nil, fmt.Errorf("it has no version %s", version)
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
