package seed

import (
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec/draft"
)

// manifests takes what a profile installs out of the ConfigMap that held it, into files beside the lab file.
func (c *conversion) manifests(o, ref *object) []string {
	kind, name := ref.text("kind"), ref.text("name")
	ref.take("namespace")
	if ref.look("deploymentType") == "Remote" {
		ref.take("deploymentType") // the way it always is
	}
	held := c.use(kindConfigMap, name)
	if kind != "ConfigMap" || held == nil {
		c.lose("%s: %s %s, which is not a ConfigMap in the files; save what it holds and name the file in manifests", o, kind, name)
		return nil
	}
	paths := c.extract(held)
	c.change("%s: what it holds is in %s now, named in manifests; kaaslab makes the ConfigMap", held, strings.Join(paths, ", "))
	return paths
}

func (c *conversion) extract(held *object) []string {
	data, _ := held.look("data").(map[string]any)
	var paths []string
	for _, key := range slices.Sorted(maps.Keys(data)) {
		content, isText := data[key].(string)
		if !isText || !draft.CanHold(key) {
			continue // and it is reported as left over
		}
		held.take("data", key)
		paths = append(paths, c.result.Files.Add("lab.yaml", held.name, key, []byte(content)))
	}
	return paths
}
