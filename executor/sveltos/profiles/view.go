package profiles

import (
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// view turns live objects into observations.
type view struct {
	handler  *handler
	lab      *spec.Lab
	wanted   map[planner.ID]planner.Resource
	holdings kube.Holdings
	observed []planner.Observed
	err      error
}

// addOthers adds what does not even claim to be the lab's.
func (v *view) addOthers(live *kube.Object) {
	if live.Meta().Labels[planner.LabLabel] != v.handler.lab.Name() {
		v.add(live)
	}
}

func (v *view) add(live *kube.Object) {
	meta := live.Meta()
	if kube.IsManifest(meta) {
		return // another handler's
	}
	held, want := v.holdings.Of(meta), v.wanted[v.handler.id(meta.Name)]
	r, err := v.handler.content.read(*live, want.Attrs, held)
	if err != nil {
		v.err = err
		return
	}
	r.Within = planner.ID{Kind: planner.KindManagementCluster, Name: v.lab.ManagementCluster.Name}
	o := planner.Observed{Resource: r, Adopted: meta.Adopted(), Phase: planner.Ready}
	v.handler.of.Whose(meta, v.handler.lab).Tell(&o)
	switch {
	case meta.DeletionTimestamp != "":
		o.Phase, o.Detail = planner.Deleting, "being deleted"
	case o.Owner == v.handler.lab.Name() && want.Attrs != nil && len(planner.Diff(r.Attrs, want.Attrs)) == 0:
		o.Phase, o.Detail = v.phase(*live, want, held)
	}
	v.observed = append(v.observed, o)
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
