package adoption

import (
	"context"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Adopted lists what the lab has taken over, the profiles first.
func (s *Survey) Adopted() []planner.ID {
	var ids []planner.ID
	for _, p := range s.profiles {
		if p.Metadata.Adopted() && s.owns(p.of(), p.Metadata) {
			ids = append(ids, p.id())
		}
	}
	for _, c := range s.clusters {
		if c.Metadata.Adopted() && s.owns(topology.Clusters, c.Metadata) {
			ids = append(ids, c.id())
		}
	}
	return ids
}

func (s *Survey) owns(of kube.Resource, meta kube.Meta) bool {
	return of.Whose(meta, s.lab).Owner == s.lab.Name()
}

// MayForget returns an error if one of the things was not adopted, or if it could not be let go of without an effect: a
// profile of the lab that stays would be withdrawn from a cluster that loses the lab's label.
func (s *Survey) MayForget(ids []planner.ID) error {
	known := s.Adopted()
	for _, id := range ids {
		if !slices.Contains(known, id) {
			return fault.Errorf(fault.NotAdopted, "%s is nothing that lab %q has adopted; %s", id, s.lab.Name(), orNothing(known))
		}
		for _, p := range s.profiles {
			if id.Kind == planner.KindWorkloadCluster && s.owns(p.of(), p.Metadata) && !slices.Contains(ids, p.id()) && s.selects(p, id.Name) {
				return fault.Errorf(fault.NotAdopted, "%s is selected by %s of the lab, whose add-ons would be removed from it; forget that as well, or remove it from the lab file first", id, p.id())
			}
		}
	}
	return nil
}

func orNothing(ids []planner.ID) string {
	if len(ids) == 0 {
		return "it has adopted nothing"
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id.String()
	}
	return "it has adopted " + strings.Join(names, ", ")
}

// selects says whether a profile selects a cluster of the lab.
func (s *Survey) selects(p *profile, name string) bool {
	return slices.ContainsFunc(s.clusters, func(c *cluster) bool {
		return c.Metadata.Name == name && s.owns(topology.Clusters, c.Metadata) && p.selects(c)
	})
}

// handOver lets a profile have the ConfigMaps and Secrets that the lab made for it: they would go with the lab, and what the profile has
// installed with them.
func (s *Survey) handOver(ctx context.Context, p *profile) error {
	for _, ref := range p.refs {
		if ref.held != nil && s.owns(ref.resource(), ref.held.Metadata) {
			if err := s.client.Forget(ctx, ref.resource(), ref.held.Metadata, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// Forget lets go of things, the profiles first: they select by the lab's label, which the clusters then lose. Of nothing, it removes what
// a run that was broken off has left.
func (s *Survey) Forget(ctx context.Context, ids []planner.ID) error {
	for _, p := range s.profiles {
		if !slices.Contains(ids, p.id()) || !s.owns(p.of(), p.Metadata) {
			continue
		}
		if err := s.handOver(ctx, p); err != nil {
			return err
		}
		if err := s.client.Forget(ctx, p.of(), p.Metadata, p.unmarked()); err != nil {
			return err
		}
	}
	for _, c := range s.clusters {
		if slices.Contains(ids, c.id()) && s.owns(topology.Clusters, c.Metadata) {
			if err := s.letGo(ctx, c); err != nil {
				return err
			}
		}
	}
	if keeps, err := s.keeps(ctx, ids); keeps || err != nil {
		return err
	}
	return s.identities.Delete(ctx, planner.Resource{}, nil)
}

// letGo takes the marks off a cluster, first those that apply wrote into its topology.
func (s *Survey) letGo(ctx context.Context, c *cluster) error {
	if marks := c.marks(); len(marks) > 0 {
		if err := s.client.Change(ctx, topology.Clusters, c.Metadata, marks); err != nil {
			return err
		}
	}
	return s.client.Forget(ctx, topology.Clusters, c.Metadata, nil)
}

// keeps reports whether the lab has anything left in the management cluster, for which it needs its identity there. What its manifests
// have made is noted in a ConfigMap of the lab.
func (s *Survey) keeps(ctx context.Context, forgotten []planner.ID) (bool, error) {
	keeps := s.makes
	for _, p := range s.profiles {
		keeps = keeps || s.owns(p.of(), p.Metadata) && !slices.Contains(forgotten, p.id())
	}
	for _, c := range s.clusters {
		keeps = keeps || s.owns(topology.Clusters, c.Metadata) && !slices.Contains(forgotten, c.id())
	}
	if keeps {
		return true, nil
	}
	_, err := kube.List(ctx, s.client, kube.ConfigMaps, kube.Query{Labels: planner.LabLabel + "=" + s.lab.Name(), MetadataOnly: true}, func(live *kube.Named) {
		keeps = keeps || s.owns(kube.ConfigMaps, live.Metadata) && !s.identities.Is(live.Metadata)
	})
	return keeps, err
}
