package kube

import (
	"maps"
	"strings"

	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
)

// objectView turns live objects into observations.
type objectView struct {
	objects  *Objects
	whose    *ownership.Lab
	want     planner.Wanted
	holdings Holdings
	observed []planner.Observed
}

// add takes in a live object.
func (v *objectView) add(of Resource, live Object) {
	live["apiVersion"], live["kind"] = of.APIVersion(), of.Kind
	id, meta := planner.ObjectID(of.Kind, live.Namespace(), live.Name()), live.Meta()
	whose := of.Whose(meta, v.whose)
	if whose.Claims && len(meta.OwnerReferences) > 0 {
		return // a controller's copy, as Cluster API makes of the templates of a class: it goes with what it belongs to
	}
	held, wanted := v.holdings.Of(meta), planner.AttrsOf[planner.Object](v.want, id).Manifest
	manifest := planner.HideSecret(v.manifest(live, meta, wanted, held))
	o := planner.Observed{Resource: planner.ObjectResource(manifest)}
	whose.Tell(&o)
	o.Within = planner.ID{Kind: planner.KindManagementCluster, Name: v.want.Lab.ManagementCluster.Name}
	o.Phase, o.Detail = v.phaseOf(of, live, meta)
	if o.Phase == planner.Ready && wanted != nil && len(planner.Diff(o.Attrs, planner.Object{Manifest: wanted})) == 0 {
		o.Phase, o.Detail = v.damage(live, meta, wanted, held)
	}
	v.observed = append(v.observed, o)
}

// damage finds what the attributes do not show.
func (v *objectView) damage(live Object, meta Meta, wanted planner.Manifest, held Held) (planner.Phase, string) {
	if difference := Difference(meta, asApplied(reveal(wanted), live.Namespace() != ""), held); difference != "" {
		return planner.NotReady, difference
	}
	return planner.Ready, ""
}

// manifest is the live object in the fields that the lab decides, or exactly the wanted one if that was applied and
// nobody changed anything since.
func (v *objectView) manifest(live Object, meta Meta, wanted planner.Manifest, held Held) planner.Manifest {
	plain := reveal(wanted)
	if wanted != nil && Difference(meta, asApplied(plain, live.Namespace() != ""), held) == "" {
		return wanted
	}
	manifest := Restrict(live, plain, held)
	name := map[string]any{"name": live.Name()}
	if namespace := live.Namespace(); namespace != "" && (namespace != Namespace || plain.Namespace() != "") {
		name["namespace"] = namespace
	}
	for _, key := range []string{"labels", "annotations"} {
		if texts := withoutOwn(manifest.Map("metadata")[key]); len(texts) > 0 {
			name[key] = texts
		}
	}
	manifest["metadata"] = name
	return planner.Manifest(manifest)
}

func withoutOwn(texts any) map[string]any {
	all, _ := texts.(map[string]any)
	own := maps.Clone(all)
	maps.DeleteFunc(own, func(key string, _ any) bool { return strings.HasPrefix(key, "kaaslab.dev/") })
	return own
}

func (v *objectView) phaseOf(of Resource, live Object, meta Meta) (planner.Phase, string) {
	if meta.DeletionTimestamp != "" {
		return planner.Deleting, "being deleted"
	}
	if waitsFor := v.objects.waitsFor(of, live, meta, 0); waitsFor != "" {
		return planner.NotReady, waitsFor
	}
	return planner.Ready, ""
}
