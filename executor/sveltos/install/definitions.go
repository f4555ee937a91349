package install

import (
	"bytes"
	"fmt"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart"
)

// updateDefinitions brings the definitions of kinds that a chart has in its crds directory up to date, which helm does only
// when it installs.
func updateDefinitions(config *action.Configuration, loaded *chart.Chart) error {
	for _, definition := range loaded.CRDObjects() {
		resources, err := config.KubeClient.Build(bytes.NewReader(definition.File.Data), false)
		if err == nil {
			_, err = config.KubeClient.Update(resources, resources, false)
		}
		if err != nil {
			return fmt.Errorf("update the definitions in %s of chart %s: %w", definition.Filename, loaded.Name(), err)
		}
	}
	return nil
}
