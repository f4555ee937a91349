package classpatch

import (
	"slices"
	"strings"
)

// Live is what is read of a patch of a class.
type Live struct {
	Name        string       `json:"name"`
	Definitions []Definition `json:"definitions"`
}

// Definition is what a patch changes in a template.
type Definition struct {
	Selector struct {
		Kind           string         `json:"kind"`
		MatchResources map[string]any `json:"matchResources"`
	} `json:"selector"`
	JSONPatches []any `json:"jsonPatches"`
}

func (d Definition) target() string { return targetOf(d.Selector.Kind, d.Selector.MatchResources) }

// Read reads the patches that came from a lab file, and no other.
func Read(live []Live) []Entry {
	var all []Entry
	of := func(clusters string) *Entry {
		i := slices.IndexFunc(all, func(e Entry) bool { return e.Clusters == clusters })
		if i < 0 {
			i, all = len(all), append(all, Entry{Clusters: clusters})
		}
		return &all[i]
	}
	for _, p := range live {
		if clusters, own := strings.CutPrefix(p.Name, patchPrefix); own {
			entry := of(clusters)
			for _, d := range p.Definitions {
				entry.ClassPatches = append(entry.ClassPatches, map[string]any{"target": d.target(), "jsonPatches": d.JSONPatches})
			}
		} else if clusters, own := strings.CutPrefix(p.Name, clusterPrefix); own {
			of(clusters).Cluster = readOverlays(OfCluster, p.Definitions)
		} else if clusters, own := strings.CutPrefix(p.Name, controlPlanePrefix); own {
			of(clusters).ControlPlane = readOverlays(OfControlPlane, p.Definitions)
		} else if rest, own := strings.CutPrefix(p.Name, workersPrefix); own {
			pool, clusters, _ := strings.Cut(rest, ".")
			entry := of(clusters)
			entry.Workers = append(entry.Workers, Pool{Name: pool, Settings: readOverlays(OfPool, p.Definitions)})
		}
	}
	return all
}

// readOverlays reads settings back from the definitions of a patch.
func readOverlays(known []Overlay, definitions []Definition) map[string]any {
	settings := map[string]any{}
	for _, d := range definitions {
		for _, o := range known {
			if o.Target != d.target() {
				continue
			}
			fields := readLaid(o.Path, d.JSONPatches)
			if value, said := fields[o.Key]; o.One && said {
				settings[o.Key] = value
			} else if !o.One {
				settings[o.Key] = fields
			}
		}
	}
	return settings
}

// readLaid is what Lay was given to lay over a template.
func readLaid(at string, patches []any) map[string]any {
	laid := map[string]any{}
	for _, patch := range patches {
		fields, _ := patch.(map[string]any)
		path, _ := fields["path"].(string)
		below, found := strings.CutPrefix(path, at+"/")
		if !found || strings.HasSuffix(path, endOfList) {
			continue
		}
		into, names := laid, strings.Split(below, "/")
		for _, name := range names[:len(names)-1] {
			inner, isMapping := into[name].(map[string]any)
			if !isMapping {
				inner = map[string]any{}
				into[name] = inner
			}
			into = inner
		}
		into[names[len(names)-1]] = fields["value"]
	}
	return laid
}
