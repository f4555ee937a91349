package profiles

import (
	"encoding/json"
	"fmt"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor/charts"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// manifestsKey is where the ConfigMap of a chart has what Sveltos applies. What stands in binaryData it leaves alone.
const manifestsKey = "manifests.yaml"

// mostManifests is what a ConfigMap holds, beside the chart.
const mostManifests = 1 << 20

// addManifests turns a chart from disk into manifests, where nothing could serve it to Sveltos.
func addManifests(data map[string]any, packed map[string]planner.Archive) error {
	text, found := packed[planner.ChartRelease]
	if !found {
		return nil
	}
	var release planner.Release
	if err := json.Unmarshal([]byte(text), &release); err != nil {
		return err
	}
	manifests, err := chartManifests(string(packed[planner.ChartArchive]), release)
	if err != nil {
		return fault.Errorf(fault.WrongChart, "render the chart of release %s: %w", release.Name, err)
	}
	if size := len(manifests) + len(text) + len(packed[planner.ChartArchive]); size > mostManifests {
		return fault.Errorf(fault.WrongChart, "the chart of release %s and its manifests have %d bytes, and the ConfigMap in which they travel to Sveltos holds %d; divide the chart, or serve it from a repository", release.Name, size, mostManifests)
	}
	data[manifestsKey] = manifests
	return nil
}

// readManifests leaves out of the files what the chart beside them is rendered to. Other manifests count as a file, which no lab file has
// there. Of a chart that is rendered otherwise each time, nobody can say.
func readManifests(live kube.Object, packed map[string]planner.Archive, files map[string]planner.File) {
	if packed[planner.ChartRelease] == "" {
		return
	}
	delete(files, manifestsKey)
	text, _ := live.Map("data")[manifestsKey].(string)
	rendered := map[string]any{}
	if err := addManifests(rendered, packed); err != nil || rendered[manifestsKey] != text && isSteady(packed) {
		files[manifestsKey] = planner.File(text)
	}
}

func isSteady(packed map[string]planner.Archive) bool {
	chart, err := charts.Load(string(packed[planner.ChartArchive]))
	return err == nil && len(chart.Unsteady()) == 0
}

// chartManifests are the objects of a chart as text, those that define kinds first.
func chartManifests(archive string, release planner.Release) (string, error) {
	chart, err := charts.Load(archive)
	if err != nil {
		return "", err
	}
	rendered, err := chart.Render(release, charts.Target{})
	if err != nil {
		return "", err
	}
	return placed(rendered.All(), release.Namespace)
}

// placed begins with the namespace, unless every cluster has it.
func placed(objects []map[string]any, namespace string) (string, error) {
	var text strings.Builder
	if charts.NeedsNamespace(namespace) {
		fmt.Fprintf(&text, "---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: %s\n", namespace)
	}
	for _, object := range objects {
		document, err := yaml.Marshal(object)
		if err != nil {
			return "", err
		}
		text.WriteString("---\n" + string(document))
	}
	return text.String(), nil
}
