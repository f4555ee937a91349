package profiles

import (
	"context"
	"iter"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// namespace is where Sveltos is at home, and where it may read ConfigMaps and Secrets.
const namespace = "projectsveltos"

// Options are what an embedded management cluster tells of itself.
type Options struct {
	// Charts says where it serves charts that it has in ConfigMaps, as the beginning of a URL.
	Charts func() (string, error)
	// Failure says why its Sveltos does not run, or nothing.
	Failure func() string
}

// New returns the handlers of the kinds of this package for a lab.
func New(access *kube.Access, lab *spec.Lab, whose *ownership.Lab, options Options) executor.Handlers {
	ready := &handler{access: access, lab: whose, of: profileResource, content: profiles{options.Charts}}
	return executor.Handlers{
		planner.KindConfigMap: &handler{access: access, lab: whose, of: kube.ConfigMaps, content: configMaps{}},
		planner.KindSecret:    &handler{access: access, lab: whose, of: kube.Secrets, content: secrets{}},
		planner.KindClusterProfile: &profileHandler{
			handler: ready, expected: expect(lab), given: lab.ManagementCluster.Provider.Given(),
			failure: options.Failure,
		},
	}
}

// content is what differs between the kinds.
type content interface {
	kind() planner.Kind
	// render writes an object as it is applied over the live one, which is nil if there is none.
	render(r planner.Resource, live kube.Object) (kube.Object, error)
	// read describes a live object in the fields that matter.
	read(live kube.Object, wanted planner.Attrs, held kube.Held) (planner.Resource, error)
}

// handler handles objects that are ready once they are written.
type handler struct {
	access  *kube.Access
	lab     *ownership.Lab
	of      kube.Resource
	content content
}

var _ executor.Handler = (*handler)(nil)

// Observe lists the objects of the kind.
func (h *handler) Observe(ctx context.Context, lab *spec.Lab) ([]planner.Observed, error) {
	client, err := h.access.Client()
	if err != nil {
		return nil, err
	}
	view := view{handler: h, lab: lab, wanted: wanted(lab)}
	for query, visit := range h.queries(&view) {
		if err == nil {
			_, err = kube.List(ctx, client, h.of, query, visit)
		}
	}
	if err == nil {
		err = view.err
	}
	return view.observed, kube.WithoutKind(err)
}

// queries are the lists that an observation reads. Of ConfigMaps and Secrets only those of the lab are read with what they
// hold: that of others is nobody's business here, and may be large, such as the releases that Helm keeps in Secrets.
func (h *handler) queries(v *view) iter.Seq2[kube.Query, func(*kube.Object)] {
	return func(yield func(kube.Query, func(*kube.Object)) bool) {
		if !h.of.Namespaced {
			yield(kube.Query{}, v.add)
			return
		}
		if yield(kube.Query{Namespace: namespace, MetadataOnly: true}, v.addOthers) {
			yield(kube.Query{Namespace: namespace, Labels: planner.LabLabel + "=" + h.lab.Name()}, v.add)
		}
	}
}

func wanted(lab *spec.Lab) map[planner.ID]planner.Resource {
	resources := map[planner.ID]planner.Resource{}
	for _, r := range planner.Desired(lab) {
		resources[r.ID] = r
	}
	return resources
}

func (h *handler) id(name string) planner.ID { return planner.ID{Kind: h.content.kind(), Name: name} }

// Apply writes the object.
func (h *handler) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	client, err := h.access.Client()
	if err != nil {
		return err
	}
	var live kube.Object
	if err := client.Get(ctx, h.of, namespace, r.ID.Name, &live); err != nil && !kube.IsNotFound(err) {
		return err
	}
	object, err := h.content.render(r, live)
	if err != nil {
		return err
	}
	_, err = client.Apply(ctx, h.of, object, h.lab)
	return err
}

// AwaitReady has nothing to wait for.
func (h *handler) AwaitReady(context.Context, planner.Resource, executor.Report) error { return nil }

// Delete asks for the object to be removed, unless a profile that stays needs it.
func (h *handler) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	client, err := h.access.Client()
	if err != nil {
		return err
	}
	if err := h.refuseNeeded(ctx, client, r.ID.Name); err != nil {
		return err
	}
	return client.Delete(ctx, h.of, namespace, r.ID.Name, h.lab)
}

// AwaitGone waits until the object is gone, which a profile is when Sveltos has withdrawn it from its clusters.
func (h *handler) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	return kube.AwaitGone(ctx, h.access, h.of, namespace, r.ID.Name, h.lab, report)
}
