package kube

import (
	"maps"
	"strings"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// objectView turns live objects into observations.
type objectView struct {
	lab      *spec.Lab
	wanted   map[planner.ID]planner.Manifest
	holdings Holdings
	observed []planner.Observed
}

func (v *objectView) add(live *Object) {
	kind, _ := (*live)["kind"].(string)
	id, meta := planner.ObjectID(kind, live.Name()), live.Meta()
	held, wanted := v.holdings.Of(meta), v.wanted[id]
	o := planner.Observed{Owner: meta.Owner()}
	o.Phase, o.Detail = v.phase(live, meta, wanted, held)
	manifest := planner.HideSecret(v.manifest(*live, meta, wanted, held))
	o.Resource = planner.ObjectResource(manifest)
	o.ID = id
	o.Within = planner.ID{Kind: planner.KindManagementCluster, Name: v.lab.ManagementCluster.Name}
	v.observed = append(v.observed, o)
}

// manifest is the live object in the fields that the lab decides, or exactly the wanted one if that was applied and
// nobody changed anything since.
func (v *objectView) manifest(live Object, meta Meta, wanted planner.Manifest, held Held) planner.Manifest {
	plain := reveal(wanted)
	if wanted != nil && meta.Annotations[appliedAnnotation] == v.digest(live, plain) && NotHeld(plain, held) == "" {
		return wanted
	}
	manifest := Restrict(live, plain, held)
	name := map[string]any{"name": live.Name()}
	if plain.Namespace() != "" {
		name["namespace"] = live.Namespace()
	}
	for _, key := range []string{"labels", "annotations"} {
		if texts := withoutOwn(manifest.Map("metadata")[key]); len(texts) > 0 || plain.Map("metadata")[key] != nil {
			name[key] = texts
		}
	}
	manifest["metadata"] = name
	return planner.Manifest(manifest)
}

// digest is that of the manifest as Apply sends it.
func (v *objectView) digest(live, wanted Object) string {
	if live.Namespace() != "" {
		wanted = wanted.inNamespace(live.Namespace())
	}
	return digestOf(wanted)
}

func withoutOwn(texts any) map[string]any {
	all, _ := texts.(map[string]any)
	own := maps.Clone(all)
	maps.DeleteFunc(own, func(key string, _ any) bool { return strings.HasPrefix(key, "kaaslab.dev/") })
	return own
}

func (v *objectView) phase(live *Object, meta Meta, wanted planner.Manifest, held Held) (planner.Phase, string) {
	if meta.DeletionTimestamp != "" {
		return planner.Deleting, "being deleted"
	}
	apiVersion, kind := live.text("apiVersion"), live.text("kind")
	group, _, _ := strings.Cut(apiVersion, "/")
	judged := withConditions{Metadata: meta}
	judged.Status.read(live.Map("status"))
	if waitsFor := judged.waitsFor(Resource{Group: group, Kind: kind}, 0); waitsFor != "" {
		return planner.NotReady, waitsFor
	}
	if path := NotHeld(reveal(wanted), held); path != "" {
		return planner.NotReady, "somebody else set " + path
	}
	return planner.Ready, ""
}
