package seed

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec/crd"
)

// refer takes a reference of a profile as it is, in Sveltos' words: to a source of Flux, to an address, to a program, or to what is
// not in the files. What is in them goes to the management cluster.
func (c *conversion) refer(e *profileEntry, ref *object, field string, held *object) {
	value := maps.Clone(ref.rest)
	e.limit(map[string]any{field: []any{value}})
	if e.Namespace == "" && textOf(ref, "namespace") == "" && held != nil && held.home() != "default" {
		value["namespace"] = held.home()
	}
	taken := crd.ClusterProfile(field + ".").Take(value)
	if why := c.whyNotReferred(taken, value); why != "" {
		c.leave(ref, ref.node.Line, ref.at, why)
		return
	}
	if ref.look("remoteURL") == nil && ref.look("optional") != true {
		c.need(ref, ref.node.Line, ref.at, maps.Clone(taken))
	}
	ref.drop()
	said, _ := e.More["spec"].(map[string]any)
	if said == nil {
		said = map[string]any{}
		e.More["spec"] = said
	}
	list, _ := said[field].([]any)
	said[field] = append(list, crd.ClusterProfile(field+".").AsWritten(taken, nil))
	c.change("%s: %s is said as it was, in spec.%s of the profile", e.from, ref.at, field)
}

// whyNotReferred says why a reference would be another one in the lab, or none.
func (c *conversion) whyNotReferred(taken, left map[string]any) string {
	homes := c.clusterHomes()
	switch {
	case len(left) > 0:
		return strings.Join(slices.Sorted(maps.Keys(left)), ", ") + ", which a lab file cannot say"
	case taken["remoteURL"] != nil:
		return ""
	case taken["name"] == nil:
		return "it names nothing that Sveltos could install"
	case (taken["namespace"] == nil || taken["namespace"] == "") && len(homes) > 1:
		return "without a namespace it is in that of each cluster, and the clusters are in " + strings.Join(homes, " and ")
	}
	return ""
}

// need is a field that names objects of the management cluster. Which of these the lab makes is known in the end.
type need struct {
	of    *object
	line  int
	what  string
	value any
}

func (c *conversion) need(of *object, line int, what string, value any) {
	c.needs = append(c.needs, need{of, line, what, value})
}

// missing says of which objects the lab makes none.
func (c *conversion) missing() {
	home := ""
	if homes := c.clusterHomes(); len(homes) == 1 {
		home = homes[0]
	}
	for _, n := range c.needs {
		names := named(n.value, home)
		made := func(name objectName) bool {
			return slices.ContainsFunc(c.management, func(e managementEntry) bool { return name.is(e.from) })
		}
		if len(names) > 0 && !slices.ContainsFunc(names, func(name objectName) bool { return !made(name) }) {
			continue
		}
		c.lose(n.of, n.line, "%s: it names objects of the management cluster, which the lab file does not make; put them into managementCluster.manifests", n.what)
	}
}

// objectName is how a field in Sveltos' words names an object. Without a namespace it is in that of the clusters, if they are in one.
type objectName struct{ kind, namespace, name string }

func (n objectName) is(o *object) bool {
	return o.name == n.name && o.home() == n.namespace && (n.kind == "" || strings.HasSuffix(o.kind, "/"+n.kind))
}

// named are the objects that a value names, in a namespace if the value does not say one.
func named(value any, home string) (names []objectName) {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			names = append(names, named(item, home)...)
		}
	case map[string]any:
		if name, isText := value["name"].(string); isText {
			text := func(key string) string { text, _ := value[key].(string); return text }
			return []objectName{{text("kind"), cmp.Or(text("namespace"), home), name}}
		}
		for _, key := range slices.Sorted(maps.Keys(value)) {
			names = append(names, named(value[key], home)...)
		}
	}
	return names
}
