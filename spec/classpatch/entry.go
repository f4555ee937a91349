// Package classpatch is how what an entry of the lab file says of its own clusters stands in the class that all clusters of
// the lab share: as patches, whose names tell for which entry and key they are. It is written and read back by those who look at
// a management cluster, and read by those who make a lab file of old objects.
package classpatch

import "strings"

// Entry is what an entry of the lab file changes in the class, for its own clusters.
type Entry struct {
	Clusters     string         `json:"clusters"`          // the name of a cluster, or the stem of a fleet's names and "-*"
	Cluster      map[string]any `json:"cluster,omitempty"` // by the keys of the lab file, as those of ControlPlane and Workers
	ControlPlane map[string]any `json:"controlPlane,omitempty"`
	Workers      []Pool         `json:"workers,omitempty"`
	ClassPatches []any          `json:"classPatches,omitempty"` // JSON patches
}

// Pool is what a pool changes in the templates that its machines are made from.
type Pool struct {
	Name     string         `json:"name"`
	Settings map[string]any `json:"settings,inline"`
}

// Key tells pools of an entry apart.
func (p Pool) Key() string { return p.Name }

// Key tells entries apart.
func (e Entry) Key() string { return e.Clusters }

// Stem is what the names of a fleet begin with, if the entry is of a fleet.
func (e Entry) Stem() (string, bool) { return strings.CutSuffix(e.Clusters, "*") }

// Has reports whether a cluster is of the entry.
func (e Entry) Has(cluster string) bool {
	stem, fleet := e.Stem()
	number, ofFleet := strings.CutPrefix(cluster, stem)
	return e.Clusters == cluster || fleet && ofFleet && strings.Trim(number, "0123456789") == ""
}

// Empty reports whether nothing is changed.
func (e Entry) Empty() bool {
	return len(e.Cluster)+len(e.ControlPlane)+len(e.Workers)+len(e.ClassPatches) == 0
}

// Pool is what is said of a pool.
func (e Entry) Pool(name string) map[string]any {
	for _, pool := range e.Workers {
		if pool.Name == name {
			return pool.Settings
		}
	}
	return nil
}

// Targets are the templates that the JSON patches are for, by the words of the lab file.
func (e Entry) Targets() (targets []string) {
	for _, patch := range e.ClassPatches {
		targets = append(targets, targetOfPatch(patch))
	}
	return targets
}

// PatchesOf are the JSON patches on a template.
func (e Entry) PatchesOf(target string) (patches []any) {
	for _, patch := range e.ClassPatches {
		if targetOfPatch(patch) == target {
			patches = append(patches, patch)
		}
	}
	return patches
}

func targetOfPatch(patch any) string {
	fields, _ := patch.(map[string]any)
	target, _ := fields["target"].(string)
	return target
}

// For is the entry that a cluster is of, an empty one if none changes anything.
func For(cluster string, all []Entry) Entry {
	for _, e := range all {
		if e.Has(cluster) {
			return e
		}
	}
	return Entry{}
}
