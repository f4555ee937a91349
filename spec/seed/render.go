package seed

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/spec"
)

func newLab(name string) lab {
	return lab{
		APIVersion: spec.APIVersion, Kind: spec.Kind, Name: name,
		ManagementCluster: management{Provider: string(spec.ProviderK3d)},
	}
}

// render writes the lab file, with what changed on the way on top, where the next reader finds it.
func (c *conversion) render(sources []Source) ([]byte, error) {
	var text bytes.Buffer
	fmt.Fprintf(&text, "# Made by kaaslab init --from %s.\n", names(sources))
	text.WriteString(comment("What changed on the way:", c.result.Changes))
	text.WriteString(comment("Not carried over:", c.result.Lost))
	text.WriteString("\n")
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(c.lab); err != nil {
		return nil, fmt.Errorf("write the lab file: %w", err)
	}
	return text.Bytes(), encoder.Close()
}

// names leaves directories out: they are of one machine.
func names(sources []Source) string {
	short := make([]string, len(sources))
	for i, source := range sources {
		short[i] = strings.Join(strings.Fields(filepath.Base(source.Name)), " ")
	}
	return strings.Join(short, " --from ")
}
