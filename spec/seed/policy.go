package seed

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// fileName is what Kubernetes takes for a key of a ConfigMap, without names that would lead elsewhere.
var fileName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)

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
		if !isText || !fileName.MatchString(key) {
			continue // and it is reported as left over
		}
		path := "./" + c.freeName(held.name, key)
		c.result.Files[path] = []byte(content)
		held.take("data", key)
		paths = append(paths, path)
	}
	return paths
}

// freeName keeps two ConfigMaps with the same key apart.
func (c *conversion) freeName(holder, key string) string {
	name := strings.TrimSuffix(strings.TrimSuffix(key, ".yaml"), ".yml") + ".yaml"
	if _, taken := c.result.Files["./"+name]; !taken && name != "lab.yaml" {
		return name
	}
	return holder + "-" + name
}
