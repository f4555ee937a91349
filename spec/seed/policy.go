package seed

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec/draft"
)

// addManifests takes what a profile installs out of the ConfigMap or Secret that held it, into files beside the lab file.
func (c *conversion) addManifests(e *profileEntry, ref *object) {
	kind, name, namespace := textOf(ref, "kind"), textOf(ref, "name"), textOf(ref, "namespace")
	address, _ := ref.look("remoteURL", "url").(string)
	called := "what it installs from " + cmp.Or(strings.TrimSpace(kind+" "+strings.TrimPrefix(namespace+"/"+name, "/")), address, ref.at)
	held, why := c.held(e.from, kind, namespace, name)
	if address != "" {
		why = "" // its own is below
	}
	found := reasons{}
	found.add(ref.node.Line, why)
	found.addAll(c.judge(ref, referenceFates, slices.Concat([]string{"kind", "name", "namespace"}, draft.ReferenceFields)...))
	if held != nil {
		held.used = true
		found.addAll(whyNotHeld(held))
		found.add(held.line(), whyNotSecret(held))
	}
	if found.any() {
		c.leave(ref, ref.node.Line, called, found.String())
		return
	}
	_, isTemplate := held.look("metadata", "annotations", templateAnnotation).(string)
	held.take("metadata", "annotations", templateAnnotation)
	if isTemplate {
		c.templates[held] = true
	}
	told := draft.ToldOf(c.inSveltosWords(ref, draft.ReferenceFields), c.templates[held])
	ref.drop()
	for _, m := range c.extract(held) {
		isThere := slices.Contains(e.Manifests, m.path)
		if isThere && !maps.Equal(e.Told[m.path], told) {
			c.leave(ref, ref.node.Line, called, "it is installed in another way by this profile already, and a lab file names a file once")
			return
		}
		e.Tell([]string{m.path}, told)
		if !isThere {
			e.Manifests = append(e.Manifests, m.path)
		}
	}
}

// held finds the ConfigMap or Secret that a profile names: without a namespace it is in that of the cluster.
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
		case name == templateAnnotation: // said of the manifest
		case name == luaAnnotation:
			found.add(line, "it is a program in Lua ("+name+"), and a lab file has none")
		case strings.HasPrefix(name, sveltosAnnotations):
			found.add(line, "it has the annotation "+name+", which a lab file cannot say")
		}
	}
	return found
}
