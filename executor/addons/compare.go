package addons

import (
	"cmp"
	"slices"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// there is what a cluster has of an add-on.
type there struct {
	live   map[key]kube.Object // what is wanted or was, as far as it is there
	before map[key]kube.Object // as it was installed last, where that is known
	was    []installed         // all that the add-on has installed
}

// installed is an object that an add-on has installed, and that goes unless it is still wanted.
type installed struct {
	key        key
	apiVersion string
	from       string
}

// comparison is the difference between the two.
type comparison struct {
	objects []planner.ForecastObject
	same    int
}

// compare says which objects come, change and go.
func compare(want []wanted, have there) comparison {
	c, seen := comparison{}, map[key]bool{}
	for _, w := range want {
		name := keyOf(w.object)
		if seen[name] {
			continue
		}
		seen[name] = true
		live, isThere := have.live[name]
		switch {
		case !isThere:
			c.add(w, planner.Create, nil)
		case w.once:
			c.same++
		default:
			c.change(w, live, have.before[name])
		}
	}
	for _, gone := range have.was {
		if _, isThere := have.live[gone.key]; isThere && !seen[gone.key] {
			seen[gone.key] = true
			c.objects = append(c.objects, planner.ForecastObject{
				Action: planner.Delete, APIVersion: gone.apiVersion, Kind: gone.key.kind, Namespace: gone.key.namespace, Name: gone.key.name, From: gone.from,
			})
		}
	}
	return c
}

func (c *comparison) add(w wanted, action planner.Action, changes []planner.Change) {
	name := keyOf(w.object)
	apiVersion, _ := w.object["apiVersion"].(string)
	c.objects = append(c.objects, planner.ForecastObject{
		Action: action, APIVersion: apiVersion, Kind: name.kind, Namespace: name.namespace, Name: name.name, From: w.from, Changes: changes,
	})
}

// change compares an object in the fields that the add-on decides: those that it wants, and those that whoever installed it holds.
func (c *comparison) change(w wanted, live, before kube.Object) {
	var holdings kube.Holdings
	want, held := plain(kube.Stored(w.lessLeft(w.object))), holdings.SetBy(live.Meta(), sveltosMark, helmMark)
	is := plain(w.lessLeft(kube.Restrict(live, want, held)))
	if before != nil {
		is = asDecided(is, want, plain(kube.Stored(w.lessLeft(before))), held)
	}
	is["apiVersion"], is["metadata"] = want["apiVersion"], sameName(is, want)
	changes := slices.DeleteFunc(planner.Diff(asAttrs(is), asAttrs(want)), func(change planner.Change) bool { return isNone(keyOf(want), change) })
	for i := range changes {
		changes[i].Field = trimManifest(changes[i].Field)
	}
	if len(changes) == 0 {
		c.same++
		return
	}
	slices.SortStableFunc(changes, func(a, b planner.Change) int { return cmp.Compare(a.Field, b.Field) })
	c.add(w, planner.Update, changes)
}

func asAttrs(object kube.Object) planner.Object {
	return planner.Object{Manifest: planner.HideSecret(planner.Manifest(object))}
}

// sameName keeps the namespace out of the comparison: both are the same object.
func sameName(is, want kube.Object) map[string]any {
	metadata := is.Map("metadata")
	metadata["name"] = want.Name()
	delete(metadata, "namespace")
	if namespace := want.Namespace(); namespace != "" {
		metadata["namespace"] = namespace
	}
	return metadata
}
