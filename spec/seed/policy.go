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
	called := "what it installs from " + cmp.Or(strings.TrimSpace(kind+" "+strings.TrimPrefix(namespace+"/"+name, "/")), ref.at)
	held := c.held(e.from, kind, namespace, name)
	if held == nil || !isFiles(ref, held) {
		c.refer(e, ref, "policyRefs", held)
		return
	}
	held.used = true
	ref.take("optional") // it is there
	ref.take("tier")
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

// isFiles reports whether what a profile refers to can be files beside the lab file: kaaslab makes a ConfigMap or Secret of those,
// for which it says in its own way what Sveltos is to make of them.
func isFiles(ref, held *object) bool {
	for name := range ref.rest {
		if !slices.Contains(slices.Concat([]string{"kind", "name", "namespace", "optional", "tier"}, draft.ReferenceFields), name) {
			return false
		}
	}
	tier := ref.look("tier")
	return (tier == nil || tier == int64(100)) && !saysMore(held) && !holdsOthers(held)
}

// held finds the ConfigMap or Secret that a profile names: without a namespace it is in that of the cluster. Where clusters are in
// several, it is several.
func (c *conversion) held(profile *object, kind, namespace, name string) *object {
	homes := []string{namespace}
	if profile.kind == kindProfile {
		homes = []string{profile.home()}
	} else if namespace == "" {
		homes = c.clusterHomes()
	}
	kinds := map[string]string{"ConfigMap": kindConfigMap, "Secret": kindSecret}
	if len(homes) > 1 || kinds[kind] == "" {
		return nil
	}
	return c.find(homes[0], name, kinds[kind])
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

// saysMore reports whether annotations have Sveltos take the text for something else than objects or a template of them.
func saysMore(held *object) bool {
	annotations, _ := held.look("metadata", "annotations").(map[string]any)
	for name := range annotations {
		if name != templateAnnotation && strings.HasPrefix(name, sveltosAnnotations) {
			return true
		}
	}
	return false
}
