package profiles

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Options are what an embedded management cluster tells of itself.
type Options struct {
	// Charts says where it serves charts that it has in ConfigMaps, as the beginning of a URL.
	Charts func() (string, error)
	// Failure says why its Sveltos does not run, or nothing.
	Failure func() string
}

// New returns the handlers of the kinds of this package for a lab.
func New(access *kube.Access, lab *spec.Lab, whose *ownership.Lab, options Options) executor.Handlers {
	ready := &handler{access: access, lab: whose, content: profiles{options.Charts}}
	return executor.Handlers{
		planner.KindConfigMap: &carrierHandler{&handler{access: access, lab: whose, content: configMaps{}}},
		planner.KindSecret:    &carrierHandler{&handler{access: access, lab: whose, content: secrets{}}},
		planner.KindClusterProfile: &profileHandler{
			handler: ready, expected: expect(lab), given: lab.ManagementCluster.Provider.Given(),
			failure: options.Failure,
		},
	}
}

// content is what differs between the kinds.
type content interface {
	kind() planner.Kind
	// name is that of the resource that a live object is.
	name(live kube.Meta) string
	// at is where the object of a resource is.
	at(r planner.Resource) place
	// look reads the objects of the kind.
	look(ctx context.Context, client *kube.Client, v *view) error
	// render writes an object as it is applied over the live one, which is nil if there is none.
	render(r planner.Resource, live kube.Object) (kube.Object, error)
	// read describes a live object in the fields that matter.
	read(live kube.Object, wanted planner.Attrs, held kube.Held) (planner.Resource, error)
}

// handler handles objects that are ready once they are written.
type handler struct {
	executor.ReadyAtOnce
	access  *kube.Access
	lab     *ownership.Lab
	content content
}

var _ executor.Handler = (*handler)(nil)

// Observe lists the objects of the kind.
func (h *handler) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	client, err := h.access.Client()
	if err != nil {
		return nil, err
	}
	view := view{handler: h, want: want, at: map[planner.ID]int{}}
	if err = h.content.look(ctx, client, &view); err == nil {
		err = view.err
	}
	return view.observed, err
}

func (h *handler) id(name string) planner.ID { return planner.ID{Kind: h.content.kind(), Name: name} }

// Apply writes the object.
func (h *handler) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	client, err := h.access.Client()
	if err != nil {
		return err
	}
	var live kube.Object
	at := h.content.at(r)
	if err := client.Get(ctx, at.of, at.namespace, at.name, &live); err != nil && !kube.IsNotFound(err) {
		return err
	}
	object, err := h.content.render(r, live)
	if err != nil {
		return err
	}
	_, err = client.Apply(ctx, at.of, object, h.lab)
	if kube.IsNamespaceMissing(err) { // which the lab would have made before, were it the lab's to make
		return executor.Final(fault.Errorf(fault.NotServed, "the management cluster has no namespace %s, for %s; make it, or name it in managementCluster.manifests", at.namespace, r.ID))
	}
	return err
}

// Delete asks for the object to be removed.
func (h *handler) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	client, err := h.access.Client()
	if err != nil {
		return err
	}
	at := h.content.at(r)
	return client.Delete(ctx, at.of, at.namespace, at.name, h.lab)
}

// AwaitGone waits until the object is gone, which a profile is when Sveltos has withdrawn it from its clusters.
func (h *handler) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	at := h.content.at(r)
	return kube.AwaitGone(ctx, h.access, at.of, at.namespace, at.name, h.lab, report)
}
