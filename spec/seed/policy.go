package seed

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/spec/draft"
)

// manifest is a file beside the lab file, and what it is from.
type manifest struct {
	path string
	from *object
	key  string // of the ConfigMap, or nothing
	line int    // where the content begins
	node *yaml.Node
}

// addManifests takes what a profile installs out of the ConfigMap that held it, into files beside the lab file.
func (c *conversion) addManifests(e *profileEntry, ref *object) {
	kind, name, namespace := textOf(ref, "kind"), textOf(ref, "name"), textOf(ref, "namespace")
	called := "what it installs from " + strings.TrimSpace(kind+" "+strings.TrimPrefix(namespace+"/"+name, "/"))
	held, why := c.held(e.from, kind, namespace, name)
	found := reasons{}
	found.add(ref.node.Line, why)
	found.addAll(c.judge(ref, referenceFates, "kind", "name", "namespace"))
	if held != nil {
		held.used = true
		found.addAll(whyNotHeld(held))
	}
	if found.any() {
		c.leave(ref, ref.node.Line, called, found.String())
		return
	}
	ref.drop()
	for _, m := range c.extract(held) {
		if !slices.Contains(e.Manifests, m.path) {
			e.Manifests = append(e.Manifests, m.path)
		}
	}
}

// held finds the ConfigMap that a profile names: without a namespace it is in that of the cluster.
func (c *conversion) held(profile *object, kind, namespace, name string) (held *object, why string) {
	if strings.Contains(name+namespace, "{{") {
		return nil, "its name is a template, and a lab file has none"
	}
	kinds := map[string]string{"ConfigMap": kindConfigMap, "Secret": kindSecret}
	if kinds[kind] == "" {
		return nil, "it is no ConfigMap; save what it holds, and name the file in manifests"
	}
	homes := []string{namespace}
	if profile.kind == kindProfile {
		homes = []string{profile.home()}
	} else if namespace == "" {
		homes = c.clusterHomes()
	}
	var found []*object
	for _, home := range homes {
		if o := c.find(home, name, kinds[kind]); o != nil {
			found = append(found, o)
		}
	}
	switch {
	case len(found) == 0:
		return nil, "it is not in the files; save what it holds, and name the file in manifests"
	case len(homes) > 1:
		return found[0], "without a namespace it is in that of each cluster, and the clusters are in " + strings.Join(homes, " and ")
	case kind == "Secret":
		return found[0], "a lab file would make it a ConfigMap, which anybody may read; save what it holds, and name the file in manifests if it may be read"
	}
	return found[0], ""
}

// clusterHomes are the namespaces of the clusters.
func (c *conversion) clusterHomes() []string {
	homes := map[string]bool{}
	for _, cluster := range c.ofKind(kindCluster) {
		homes[cluster.home()] = true
	}
	if len(homes) == 0 {
		return []string{"default"}
	}
	return slices.Sorted(maps.Keys(homes))
}

// whyNotHeld finds annotations by which Sveltos takes the text for something else than it is.
func whyNotHeld(held *object) (found reasons) {
	annotations, _ := held.look("metadata", "annotations").(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(annotations)) {
		line := held.line("metadata", "annotations", name)
		switch {
		case name == templateAnnotation:
			found.add(line, "it is a template ("+name+"), and a lab file has none")
		case name == luaAnnotation:
			found.add(line, "it is a program in Lua ("+name+"), and a lab file has none")
		case strings.HasPrefix(name, sveltosAnnotations):
			found.add(line, "it has the annotation "+name+", which a lab file cannot say")
		}
	}
	return found
}

// numbered is how kaaslab keeps the order of a lab's files in a ConfigMap.
var numbered = regexp.MustCompile(`^[0-9]{2}-`)

// extract makes files of what a ConfigMap holds, once, however many profiles name it.
func (c *conversion) extract(held *object) []manifest {
	if made, known := c.content[held]; known {
		return made
	}
	data, _ := held.look("data").(map[string]any)
	var made []manifest
	for _, key := range slices.Sorted(maps.Keys(data)) {
		content, isText := data[key].(string)
		node := held.nodeAt("data", key)
		held.take("data", key)
		switch {
		case !isText:
			c.lose(held, held.line("data"), "data.%s is no text", key)
			continue
		case !draft.CanHold(key):
			c.lose(held, held.line("data", key), "data.%s, which is no name for a file", key)
			continue
		}
		name := key
		if held.label(labLabel) != "" {
			name = numbered.ReplaceAllString(key, "")
		}
		path := c.result.Files.Add(c.file, held.name, name, []byte(content))
		m := manifest{path: path, from: held, key: key, line: held.line("data", key), node: node}
		c.origins[path] = m
		made = append(made, m)
	}
	for _, name := range []string{"immutable"} {
		held.same(true, name)
		held.same(false, name)
	}
	held.takeReserved("metadata", "labels")
	c.content[held] = made
	return made
}
