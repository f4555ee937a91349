package kube

import (
	"context"
	"sync"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// manifestLabel marks the objects that manifests of a lab hold as they are, so that no other handler takes them for its own.
const manifestLabel = "kaaslab.dev/manifest"

// IsManifest reports whether an object comes from a manifest of a lab, as it is.
func IsManifest(meta Meta) bool { return meta.Labels[manifestLabel] != "" }

// Objects handles the objects that manifests of a lab hold as they are, of whatever kind.
type Objects struct {
	access    *Access
	lab       *ownership.Lab
	inventory inventory
	bare      bool // nobody looks after Kubernetes' own kinds

	mu      sync.Mutex
	applied map[planner.ID]Meta // what the last apply of this run left
}

var (
	_ executor.Handler   = (*Objects)(nil)
	_ executor.Explainer = (*Objects)(nil)
)

// NewObjects returns the handler of planner.KindObject for a lab. A bare management cluster has no controllers of Kubernetes' own
// kinds, so that a Deployment stays what was written down.
func NewObjects(access *Access, lab *ownership.Lab, bare bool) *Objects {
	return &Objects{access: access, lab: lab, inventory: inventory{lab: lab}, bare: bare, applied: map[planner.ID]Meta{}}
}

// Observe lists the lab's objects, with a request for each kind that was ever applied and each namespace of it.
func (o *Objects) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	client, err := o.access.Client()
	if err != nil {
		return nil, err
	}
	kinds, err := o.inventory.read(ctx, client)
	if err != nil || len(kinds) == 0 {
		return nil, err
	}
	view := objectView{objects: o, whose: o.lab, want: want}
	for _, of := range kinds {
		_, err := List(ctx, client, of.Resource, Query{Namespace: of.In, Labels: o.selector()}, func(live *Object) { view.add(of.Resource, *live) })
		if err != nil && !isNotServed(err) {
			return nil, err
		}
	}
	return view.observed, nil
}

func (o *Objects) selector() string {
	return planner.LabLabel + "=" + o.lab.Name() + "," + manifestLabel + "=true"
}

// Apply sends the manifest, after its kind was noted in the inventory.
func (o *Objects) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	client, of, manifest, err := o.resolve(ctx, r)
	if err != nil {
		return err
	}
	return o.inventory.keep(ctx, client, listing{of, of.namespaceOf(manifest)}, func() error {
		meta, err := client.Apply(ctx, of, asApplied(manifest, of.Namespaced), o.lab)
		if err == nil {
			o.remember(r.ID, meta)
		}
		return err
	})
}

// AwaitReady waits for the conditions that tell readiness, if the object has such.
func (o *Objects) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	client, of, manifest, err := o.resolve(ctx, r)
	if err != nil {
		return err
	}
	least := o.recall(r.ID).Generation
	err = Await(ctx, o.access, of, of.namespaceOf(manifest), manifest.Name(), func(live *Object) (bool, string, error) {
		if live == nil {
			return false, of.Describe(of.namespaceOf(manifest), manifest.Name()) + " is not there yet", nil
		}
		waitsFor := o.waitsFor(of, *live, live.Meta(), least)
		return waitsFor == "", waitsFor, nil
	}, report)
	if err != nil || !planner.IsDefinition(planner.Manifest(manifest)) {
		return err
	}
	return client.awaitServed(ctx, manifest, report)
}

// Delete asks for the object to be removed.
func (o *Objects) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	client, of, manifest, err := o.resolve(ctx, r)
	if err != nil {
		return WithoutUnknownKind(err)
	}
	return client.Delete(ctx, of, of.namespaceOf(manifest), manifest.Name(), o.lab)
}

// AwaitGone waits until the object is gone. With the last one the inventory goes.
func (o *Objects) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	client, of, manifest, err := o.resolve(ctx, r)
	if err != nil {
		return WithoutUnknownKind(err)
	}
	if err := AwaitGone(ctx, o.access, of, of.namespaceOf(manifest), manifest.Name(), o.lab, report); err != nil {
		return err
	}
	return o.inventory.forget(ctx, client, o.selector())
}

// resolve finds how the server names what the resource describes.
func (o *Objects) resolve(ctx context.Context, r planner.Resource) (*Client, Resource, Object, error) {
	client, err := o.access.Client()
	if err != nil {
		return nil, Resource{}, nil, err
	}
	manifest := reveal(r.Attrs.(planner.Object).Manifest)
	of, err := client.ResourceFor(ctx, manifest.text("apiVersion"), manifest.text("kind"))
	if namespace := manifest.Namespace(); err == nil && !of.Namespaced && namespace != "" && namespace != Namespace {
		err = executor.Final(fault.Errorf(fault.WrongManifest, "%s has the namespace %s, and objects of this kind are in none; take metadata.namespace out", of.Describe("", manifest.Name()), namespace))
	}
	return client, of, manifest, err
}

// Explain implements executor.Explainer.
func (o *Objects) Explain(ctx context.Context, r planner.Resource) (executor.Account, error) {
	_, of, manifest, err := o.resolve(ctx, r)
	if err != nil {
		return executor.Account{}, err
	}
	return Explain(ctx, o.access, of, of.namespaceOf(manifest), manifest.Name())
}

func (o *Objects) remember(id planner.ID, meta Meta) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.applied[id] = meta
}

func (o *Objects) recall(id planner.ID) Meta {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.applied[id]
}
