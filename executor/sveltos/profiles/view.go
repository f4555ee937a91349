package profiles

import (
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// view turns live objects into observations.
type view struct {
	handler  *handler
	want     planner.Wanted
	holdings kube.Holdings
	observed []planner.Observed
	at       map[planner.ID]int // in observed
	err      error
}

// addOthers adds what does not even claim to be the lab's.
func (v *view) addOthers(of kube.Resource, live *kube.Object) {
	if live.Meta().Labels[planner.LabLabel] != v.handler.lab.Name() {
		v.add(of, live)
	}
}

func (v *view) add(of kube.Resource, live *kube.Object) {
	meta := live.Meta()
	if kube.IsManifest(meta) || kube.IsNote(meta, v.handler.lab) {
		return // another handler's
	}
	held := v.holdings.Of(meta)
	want, _ := v.want.Get(v.handler.id(v.handler.content.name(meta)))
	r, err := v.handler.content.read(*live, want.Attrs, held)
	if err != nil {
		v.err = err
		return
	}
	r.Within = planner.ID{Kind: planner.KindManagementCluster, Name: v.want.Lab.ManagementCluster.Name}
	o := planner.Observed{Resource: r, Adopted: meta.Adopted(), Phase: planner.Ready}
	of.Whose(meta, v.handler.lab).Tell(&o)
	switch {
	case meta.DeletionTimestamp != "":
		o.Phase, o.Detail = planner.Deleting, "being deleted"
	case o.Owner == v.handler.lab.Name() && want.Attrs != nil && len(planner.Diff(r.Attrs, want.Attrs)) == 0:
		o.Phase, o.Detail = v.phase(*live, want, held)
	}
	v.note(o, want)
}

// note takes in an object, of which several may have the name of one resource: profiles of several namespaces. The lab's own counts
// anywhere, and first where it is not wanted, for it has to go. A stranger's does not count beside the place that the lab wants.
func (v *view) note(o planner.Observed, want planner.Resource) {
	isOwn, isInPlace := o.Owner == v.want.Lab.Name, v.inPlace(o, want)
	i, found := v.at[o.ID]
	switch {
	case !isOwn && !isInPlace:
	case !found:
		v.at[o.ID] = len(v.observed)
		v.observed = append(v.observed, o)
	case isOwn && (v.observed[i].Owner != v.want.Lab.Name || !isInPlace):
		v.observed[i] = o
	}
}

// inPlace reports whether an object is where the lab wants one, if it does.
func (v *view) inPlace(o planner.Observed, want planner.Resource) bool {
	return want.Attrs == nil || v.handler.content.at(o.Resource) == v.handler.content.at(want)
}

// phase finds what others changed beyond the attributes, such as the options of a chart, which the next apply mends.
func (v *view) phase(live kube.Object, want planner.Resource, held kube.Held) (planner.Phase, string) {
	rendered, err := v.handler.content.render(want, live)
	if err != nil {
		v.err = err
		return planner.NotReady, err.Error()
	}
	meta := live.Meta()
	if meta.Adopted() && !meta.Applied() {
		return planner.Ready, "" // it has what the lab wants, from whoever wrote it
	}
	if difference := kube.Difference(meta, rendered, held); difference != "" {
		return planner.NotReady, difference
	}
	return planner.Ready, ""
}
