package clusters

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/classpatch"
)

// Observe lists classes and templates, with a request for each kind.
func (c *classes) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	client, err := c.access.Client()
	if err != nil {
		return nil, err
	}
	view := classView{handler: c, lab: want.Lab, templates: map[string][]template{}, unmarked: map[string]bool{}, copies: map[string][]string{}}
	for _, of := range c.kinds {
		query := kube.Query{Namespace: kube.Namespace, Labels: c.selector()}
		_, err := kube.List(ctx, client, of, query, func(live *kube.Object) { view.addTemplate(of, *live) })
		if kube.WithoutKind(err) != nil {
			return nil, err
		}
	}
	_, err = kube.List(ctx, client, topology.Classes, kube.Query{Namespace: kube.Namespace}, view.addClass)
	if kube.WithoutKind(err) != nil {
		return nil, err
	}
	return append(view.observed, view.orphans()...), nil
}

// classView turns live classes, and the templates that belong to them, into observations.
type classView struct {
	handler   *classes
	lab       *spec.Lab
	templates map[string][]template // by class
	unmarked  map[string]bool       // classes with templates that lack the lab's marks
	copies    map[string][]string   // what is said of templates that only claim to be the lab's, by class
	holdings  kube.Holdings
	observed  []planner.Observed
}

func (v *classView) addTemplate(of kube.Resource, live kube.Object) {
	meta := live.Meta()
	class := meta.Labels[classLabel]
	if class == "" {
		return
	}
	whose := of.Whose(meta, v.handler.lab)
	if whose.Owner != v.handler.lab.Name() {
		v.copies[class] = append(v.copies[class], fmt.Sprintf("%s %s %s", of.Kind, meta.Name, whose.Note()))
		return
	}
	v.templates[class] = append(v.templates[class], template{of, live})
	v.unmarked[class] = v.unmarked[class] || whose.Unmarked
}

func (v *classView) addClass(live *kube.Object) {
	meta := live.Meta()
	if kube.IsManifest(meta) {
		return
	}
	o := v.observation(meta.Name, topology.Classes.Whose(meta, v.handler.lab), v.revision(meta), judgeClass(*live), reachOf(meta.Annotations))
	if o.Owner == v.handler.lab.Name() {
		o.Unmarked = o.Unmarked || v.unmarked[meta.Name]
		o.Phase, o.Detail = v.phase(*live, meta, o.Attrs.(planner.ClusterClass))
	}
	v.observed = append(v.observed, o)
	delete(v.templates, meta.Name)
}

func (v *classView) observation(name string, whose ownership.Whose, revision int, live *liveClass, reach planner.Reach) planner.Observed {
	attrs := planner.ClusterClass{
		Infrastructure: v.infrastructure(name), Revision: revision,
		KubernetesVersions: live.Spec.KubernetesVersions, MachinePools: len(live.Spec.Workers.MachinePools) > 0, IPv6First: live.ipv6First(),
		Patches: classpatch.Read(live.Spec.Patches), Reach: reach,
	}
	o := planner.Observed{Resource: planner.ClusterClassResource(name, attrs), Phase: planner.Ready, Notes: v.copies[name]}
	whose.Tell(&o)
	o.Within = holder(v.lab)
	return o
}

// infrastructure is known from the name: a class of a lab has the name for its infrastructure.
func (v *classView) infrastructure(class string) spec.Infrastructure {
	infrastructure, _ := spec.InfrastructureOf(v.handler.lab.Name(), class)
	return infrastructure
}

func (v *classView) revision(meta kube.Meta) int {
	revision, err := strconv.Atoi(meta.Annotations[revisionAnnotation])
	if err != nil {
		return 0 // it was taken off; the next apply puts it back
	}
	return revision
}

// orphans are classes of which only templates are left, since somebody ended kaaslab while it deleted or made them.
func (v *classView) orphans() []planner.Observed {
	var orphans []planner.Observed
	for _, class := range slices.Sorted(maps.Keys(v.templates)) {
		o := v.observation(class, ownership.Whose{Owner: v.handler.lab.Name()}, planner.ClassRevision, &liveClass{}, planner.Reach{})
		o.Phase, o.Detail = planner.NotReady, "only its templates are there"
		orphans = append(orphans, o)
	}
	return orphans
}

func (v *classView) phase(live kube.Object, meta kube.Meta, attrs planner.ClusterClass) (planner.Phase, string) {
	if meta.DeletionTimestamp != "" {
		return planner.Deleting, "being deleted"
	}
	detail := v.damage(meta, attrs)
	if detail == "" {
		detail = judgeClass(live).waitsFor(meta.Name, 0)
	}
	if detail != "" {
		return planner.NotReady, detail
	}
	return planner.Ready, ""
}

func judgeClass(live kube.Object) *liveClass {
	judged := &liveClass{}
	if data, err := json.Marshal(live); err == nil {
		_ = json.Unmarshal(data, judged) // it was decoded from JSON that a server sent
	}
	return judged
}

// damage says what differs from what this kaaslab makes. A class of another revision differs anyway, and is updated.
func (v *classView) damage(meta kube.Meta, attrs planner.ClusterClass) string {
	p, err := v.handler.parts(v.handler.lab.Name(), attrs.Infrastructure)
	if err != nil || attrs.Revision != planner.ClassRevision {
		return ""
	}
	rendered := render(meta.Name, attrs, p)
	if difference := kube.Difference(meta, rendered.class, v.holdings.Of(meta)); difference != "" {
		return difference
	}
	there := v.templates[meta.Name]
	for _, wanted := range rendered.templates {
		if detail := v.templateDamage(wanted, there); detail != "" {
			return detail
		}
	}
	for _, t := range there {
		if !rendered.has(t.of, t.object.Name()) {
			return fmt.Sprintf("%s %s is left over", t.of.Kind, t.object.Name())
		}
	}
	return ""
}

func (v *classView) templateDamage(wanted template, there []template) string {
	for _, t := range there {
		if t.of != wanted.of || t.object.Name() != wanted.object.Name() {
			continue
		}
		meta := t.object.Meta()
		if meta.DeletionTimestamp != "" {
			return fmt.Sprintf("%s %s is being deleted", t.of.Kind, t.object.Name())
		}
		if difference := kube.Difference(meta, wanted.object, v.holdings.Of(meta)); difference != "" {
			return fmt.Sprintf("%s %s: %s", t.of.Kind, t.object.Name(), difference)
		}
		return ""
	}
	return fmt.Sprintf("%s %s is missing", wanted.of.Kind, wanted.object.Name())
}
