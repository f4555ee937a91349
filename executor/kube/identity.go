package kube

import (
	"context"
	"encoding/json"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Identities handles the ConfigMap in which a management cluster notes which lab of its name it is that has things there,
// and who made it. Others who work on a lab of that name read it there.
type Identities struct {
	executor.ReadyAtOnce
	access *Access
	lab    *ownership.Lab
}

var (
	_ executor.Handler  = (*Identities)(nil)
	_ executor.Resolver = (*Identities)(nil)
)

// NewIdentities returns the handler of planner.KindIdentity for a lab.
func NewIdentities(access *Access, lab *ownership.Lab) *Identities {
	return &Identities{access: access, lab: lab}
}

// Resolve implements executor.Resolver.
func (h *Identities) Resolve(found planner.Identity) { h.lab.Resolve(found) }

func (h *Identities) name() string { return identityName(h.lab) }

func identityName(lab *ownership.Lab) string { return "kaaslab-" + lab.Name() }

// Is reports whether a ConfigMap is the one with the lab's identity, by its name.
func (h *Identities) Is(live Meta) bool { return live.Namespace == Namespace && live.Name == h.name() }

type identityMap struct {
	Metadata Meta              `json:"metadata"`
	Data     map[string]string `json:"data"`
}

// read returns the ConfigMap, or nil if there is none, and whose it is: it says itself which lab of that name it is of.
func (h *Identities) read(ctx context.Context) (*identityMap, ownership.Whose, error) {
	client, err := h.access.Client()
	if err != nil {
		return nil, ownership.Whose{}, err
	}
	live := &identityMap{}
	if err := client.Get(ctx, ConfigMaps, Namespace, h.name(), live); err != nil {
		return nil, ownership.Whose{}, ignoreNotFound(err)
	}
	return live, ConfigMaps.Whose(live.Metadata, ownership.New(h.lab.Name(), live.identity())), nil
}

// Find returns the identity that a lab of the name has in the management cluster, or none, and takes it for the lab's.
func (h *Identities) Find(ctx context.Context) (planner.Identity, error) {
	live, whose, err := h.read(ctx)
	if err != nil || live == nil || whose.Owner != h.lab.Name() {
		return planner.Identity{}, err
	}
	h.Resolve(live.identity())
	return live.identity(), nil
}

// Observe reads the ConfigMap with one request.
func (h *Identities) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	live, whose, err := h.read(ctx)
	if err != nil {
		return nil, err
	}
	if live == nil {
		return h.observeLost(ctx, want.Lab)
	}
	o := planner.Observed{Phase: planner.Ready}
	o.ID, o.Attrs = planner.IdentityID(h.lab.Name()), live.identity()
	o.Within = planner.ID{Kind: planner.KindManagementCluster, Name: want.Lab.ManagementCluster.Name}
	whose.Tell(&o)
	switch {
	case live.Metadata.DeletionTimestamp != "":
		o.Phase, o.Detail = planner.NotReady, "being deleted"
	case live.Data["id"] != live.identity().ID:
		o.Phase, o.Detail = planner.NotReady, "somebody changed what it says"
	}
	return []planner.Observed{o}, nil
}

// observeLost describes an identity that nothing but the lab's things tell.
func (h *Identities) observeLost(ctx context.Context, lab *spec.Lab) ([]planner.Observed, error) {
	found, err := h.lost(ctx)
	if err != nil || !found.Known() {
		return nil, err
	}
	o := planner.Observed{Owner: h.lab.Name(), Phase: planner.NotReady, Detail: "somebody removed it; the lab's things tell what it was"}
	o.ID, o.Attrs = planner.IdentityID(h.lab.Name()), found
	o.Within = planner.ID{Kind: planner.KindManagementCluster, Name: lab.ManagementCluster.Name}
	return []planner.Observed{o}, nil
}

func ignoreNotFound(err error) error {
	if IsNotFound(err) {
		return nil
	}
	return err
}

// identity is what the ConfigMap says. The ID is that of its mark.
func (m identityMap) identity() planner.Identity {
	var identity planner.Identity
	if data, err := json.Marshal(m.Data); err == nil {
		_ = json.Unmarshal(data, &identity) // texts into texts
	}
	identity.ID = m.Metadata.Annotations[ownership.IDKey]
	return identity
}

// Apply writes the ConfigMap.
func (h *Identities) Apply(ctx context.Context, _ planner.Resource, _ executor.Report) error {
	client, err := h.access.Client()
	if err != nil {
		return err
	}
	identity := h.lab.Identity()
	if identity.User == "" && identity.Host == "" { // it was lost, and somebody said that it is the same lab
		id := identity.ID
		identity = h.lab.Here()
		identity.ID = id
	}
	text, err := json.Marshal(identity)
	if err != nil {
		return err
	}
	var data map[string]any
	if err := json.Unmarshal(text, &data); err != nil {
		return err
	}
	object := ConfigMaps.New(Namespace, h.name())
	object["data"] = data
	_, err = client.Apply(ctx, ConfigMaps, object, h.lab)
	return err
}

// Delete asks for the ConfigMap to be removed.
func (h *Identities) Delete(ctx context.Context, _ planner.Resource, _ executor.Report) error {
	client, err := h.access.Client()
	if err != nil {
		return err
	}
	return client.Delete(ctx, ConfigMaps, Namespace, h.name(), h.lab)
}

// AwaitGone waits until the ConfigMap is gone.
func (h *Identities) AwaitGone(ctx context.Context, _ planner.Resource, report executor.Report) error {
	return AwaitGone(ctx, h.access, ConfigMaps, Namespace, h.name(), h.lab, report)
}
