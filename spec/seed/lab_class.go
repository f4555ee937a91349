package seed

import (
	"maps"

	"github.com/kaaslab/kaaslab/spec/classpatch"
)

// labClassOf reads a class that a lab has made: what its lab file says of clusters stands in it.
func (c *conversion) labClassOf(o *object) {
	c.patches[o.name] = classpatch.Read(livePatches(o.look("spec", "patches")))
}

// livePatches are the patches of a class, with their values as they are.
func livePatches(of any) []classpatch.Live {
	var all []classpatch.Live
	for _, patch := range mappings(of) {
		live := classpatch.Live{}
		live.Name, _ = patch["name"].(string)
		for _, fields := range mappings(patch["definitions"]) {
			d := classpatch.Definition{}
			selector, _ := fields["selector"].(map[string]any)
			d.Selector.Kind, _ = selector["kind"].(string)
			d.Selector.MatchResources, _ = selector["matchResources"].(map[string]any)
			d.JSONPatches, _ = fields["jsonPatches"].([]any)
			live.Definitions = append(live.Definitions, d)
		}
		all = append(all, live)
	}
	return all
}

func mappings(list any) []map[string]any {
	items, _ := list.([]any)
	var all []map[string]any
	for _, item := range items {
		if mapping, is := item.(map[string]any); is {
			all = append(all, mapping)
		}
	}
	return all
}

// patched gives a cluster what the lab file said of it by patches of the lab's class.
func (e *clusterEntry) patched(by classpatch.Entry) {
	e.CustomHAProxyConfigTemplateRef, _ = by.Cluster["customHAProxyConfigTemplateRef"].(map[string]any)
	e.ControlPlane.Settings = with(e.ControlPlane.Settings, by.ControlPlane)
	for i, pool := range e.Workers {
		e.Workers[i].Settings = with(pool.Settings, by.Pool(pool.Name))
	}
	e.ClassPatches = by.ClassPatches
}

func with(settings, more map[string]any) map[string]any {
	if settings == nil {
		return maps.Clone(more)
	}
	maps.Copy(settings, more)
	return settings
}
