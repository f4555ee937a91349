package kube

import (
	"context"
	"maps"
	"slices"

	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
)

// telling are the kinds whose marks tell which lab it is when the ConfigMap with its identity is gone.
var telling = []Resource{
	{Group: "cluster.x-k8s.io", Version: "v1beta2", Kind: "Cluster", Plural: "clusters", Namespaced: true},
	{Group: "cluster.x-k8s.io", Version: "v1beta2", Kind: "ClusterClass", Plural: "clusterclasses", Namespaced: true},
}

// lost finds the identity of a lab whose ConfigMap somebody removed, by the marks of what it made. It is for who does not know
// the lab otherwise: without it all that is there would be another lab's for ever. Who made the lab, nobody knows any more, so
// somebody has to say that it is the same. Marks that disagree tell nothing.
func (h *Identities) lost(ctx context.Context) (planner.Identity, error) {
	if h.lab.Resolved() || h.lab.Here().Known() {
		return planner.Identity{}, nil
	}
	client, err := h.access.Client()
	if err != nil {
		return planner.Identity{}, err
	}
	found := map[string]bool{}
	for _, of := range telling {
		query := Query{Namespace: Namespace, Labels: planner.LabLabel + "=" + h.lab.Name(), MetadataOnly: true}
		_, err := List(ctx, client, of, query, func(live *Named) {
			id := live.Metadata.Annotations[ownership.IDKey]
			maker := ownership.New(h.lab.Name(), planner.Identity{ID: id})
			if whose := of.Whose(live.Metadata, maker); id != "" && whose.Owner == h.lab.Name() {
				found[id] = true
			}
		})
		if err := ignoreNotFound(err); err != nil {
			return planner.Identity{}, err
		}
	}
	if ids := slices.Collect(maps.Keys(found)); len(ids) == 1 {
		return planner.Identity{ID: ids[0]}, nil
	}
	return planner.Identity{}, nil
}
