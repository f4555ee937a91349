package fake_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// What adoption does beside the calls of handlers: it reads one object, and writes the lab file.
const read, writeFile fake.Op = "read", "write"

var labFile = planner.ID{Kind: "labFile", Name: "lab.yaml"}

// adoptingLab names, in a management cluster that somebody else runs, a cluster as it is (given), describes another (described) and a
// profile (theirs), and makes some of its own.
func adoptingLab(change func(*spec.Lab)) *spec.Lab {
	return pointsLab(func(lab *spec.Lab) {
		lab.ManagementCluster = spec.ManagementCluster{Provider: spec.ProviderExisting, Name: "mgmt"}
		lab.Host, lab.WorkloadClusters[0].Infrastructure = spec.Host{}, spec.InfrastructureInMemory
		described := lab.WorkloadClusters[0]
		described.Name, described.Infrastructure, described.ClusterClass, described.Files = "described", "", "their-class", nil
		lab.WorkloadClusters = append(lab.WorkloadClusters, described, spec.WorkloadCluster{
			Name: "given", Infrastructure: spec.InfrastructureExisting, Labels: map[string]string{"app": "b"},
		})
		lab.AddonProfiles = append(lab.AddonProfiles, spec.AddonProfile{
			Name: "theirs", ClusterSelector: selector("app", "b"), SyncMode: spec.SyncContinuous, Files: manifest("ConfigMap", "theirs"),
		})
		change(lab)
	})
}

// adopted are what somebody else has made of an adopting lab, in the order in which it is adopted.
var adopted = []planner.ID{
	{Kind: planner.KindWorkloadCluster, Name: "described"}, {Kind: planner.KindWorkloadCluster, Name: "given"},
	{Kind: planner.KindClusterProfile, Name: "theirs"},
}

// makeTheirs puts what is adopted into the World as its owners have made it.
func (s *site) makeTheirs() {
	lab := adoptingLab(func(*spec.Lab) {})
	for _, id := range adopted {
		r := desiredByID(lab)[id]
		r.Needs, r.Follows = nil, nil
		switch attrs := r.Attrs.(type) {
		case planner.WorkloadCluster:
			attrs.Existing, attrs.Labels = false, maps.Clone(attrs.Labels)
			delete(attrs.Labels, planner.LabLabel)
			r.Attrs = attrs
		case planner.ClusterProfile:
			attrs.Selector.MatchLabels, attrs.ConfigMaps = map[string]string{"app": "b"}, []string{"ConfigMap default/theirs"}
			r.Attrs = attrs
		}
		s.world.Add(r, ownership.AnotherOwner)
		s.theirs[id], _ = s.world.Get(id)
	}
}

// survey looks as package adoption does: it lists identity, classes, clusters and profiles, and reads one by one what these install.
func (s *site) survey(ctx context.Context, w *wire, handlers executor.Handlers, lab *spec.Lab) (map[planner.ID]planner.Observed, error) {
	found := map[planner.ID]planner.Observed{}
	for _, kind := range []planner.Kind{planner.KindIdentity, planner.KindClusterClass, planner.KindWorkloadCluster, planner.KindClusterProfile} {
		observed, err := handlers[kind].Observe(ctx, planner.Want(lab))
		if err != nil {
			return nil, err
		}
		for _, o := range observed {
			found[o.ID] = o
		}
	}
	for _, o := range maps.Clone(found) {
		if o.ID.Kind != planner.KindClusterProfile || !o.Adopted {
			continue
		}
		for _, need := range o.Needs {
			err := w.meet(ctx, fake.Call{Op: read, ID: need}, func() error {
				if one, there := s.world.Get(need); there {
					found[need] = one
				}
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

// adopt is `kaaslab adopt`, as package operation does it: it marks what is there, writes the lab file, and does not begin where one
// is. Each request ends, as those to an API server do.
func adopt(ctx context.Context, s *site, w *wire, lab *spec.Lab) error {
	if s.filed {
		return nil
	}
	ctx, end := context.WithTimeout(ctx, longest)
	defer end()
	handlers := w.between(s.world.Handlers(lab))
	if _, err := s.survey(ctx, w, handlers, lab); err != nil {
		return err
	}
	identity := desiredByID(lab)[planner.IdentityID(lab.Name)]
	if err := w.meet(ctx, fake.Call{Op: fake.Apply, ID: identity.ID}, func() error { return s.note(ctx, lab, identity) }); err != nil {
		return err
	}
	for _, id := range adopted {
		if err := w.meet(ctx, fake.Call{Op: fake.Adopt, ID: id}, func() error { return s.world.Adopt(id, lab.Name) }); err != nil {
			return err
		}
	}
	return w.meet(ctx, fake.Call{Op: writeFile, ID: labFile}, func() error { s.filed = true; return nil })
}

// note makes the lab's identity, which is there at once.
func (s *site) note(ctx context.Context, lab *spec.Lab, identity planner.Resource) error {
	handler := s.world.Handlers(lab)[planner.KindIdentity]
	if err := handler.Apply(ctx, identity, s.tell); err != nil {
		return err
	}
	return handler.AwaitReady(ctx, identity, s.tell)
}

// forget is `kaaslab forget --all`, as package adoption does it: profiles first, each after what the lab has made for it, and at last
// the identity, unless something of the lab's is left.
func forget(ctx context.Context, s *site, w *wire, lab *spec.Lab) error {
	ctx, end := context.WithTimeout(ctx, longest)
	defer end()
	handlers := w.between(s.world.Handlers(lab))
	found, err := s.survey(ctx, w, handlers, lab)
	if err != nil {
		return err
	}
	for _, id := range toForget(found, lab.Name) {
		if err := w.meet(ctx, fake.Call{Op: fake.Forget, ID: id}, func() error { return s.world.Forget(id, lab.Name) }); err != nil {
			return err
		}
		delete(found, id)
	}
	identity, there := found[planner.IdentityID(lab.Name)]
	delete(found, identity.ID)
	configMaps, err := handlers[planner.KindConfigMap].Observe(ctx, planner.Want(lab))
	owned := func(o planner.Observed) bool { return o.Owner == lab.Name }
	if err != nil || !there || slices.ContainsFunc(configMaps, owned) || slices.ContainsFunc(slices.Collect(maps.Values(found)), owned) {
		return err
	}
	if err := handlers[planner.KindIdentity].Delete(ctx, identity.Resource, s.tell); err != nil {
		return err
	}
	return s.world.Handlers(lab)[planner.KindIdentity].AwaitGone(ctx, identity.Resource, s.tell)
}

// toForget lists what a lab has adopted, the profiles first, each after what it needs of the lab's.
func toForget(found map[planner.ID]planner.Observed, lab string) []planner.ID {
	var profiles, clusters []planner.ID
	for id, o := range found {
		if !o.Adopted || o.Owner != lab {
			continue
		}
		if id.Kind != planner.KindClusterProfile {
			clusters = append(clusters, id)
			continue
		}
		for _, need := range o.Needs {
			if found[need].Owner == lab {
				profiles = append(profiles, need)
			}
		}
		profiles = append(profiles, id)
	}
	slices.SortFunc(clusters, func(a, b planner.ID) int { return cmp.Compare(a.String(), b.String()) })
	return append(profiles, clusters...)
}

// inTurn does one after the other, and the next only after one that ended well.
func inTurn(all ...doing) doing {
	return func(ctx context.Context, s *site, w *wire, lab *spec.Lab) error {
		for _, do := range all {
			if err := do(ctx, s, w, lab); err != nil {
				return err
			}
		}
		return nil
	}
}

// destroyAdopted is `kaaslab destroy --adopted`.
func destroyAdopted(ctx context.Context, s *site, w *wire, lab *spec.Lab) error {
	return s.perform(ctx, w, lab, func(lab *spec.Lab, state planner.State) (*planner.Plan, error) {
		return planner.Teardown(lab, state.AsMade())
	}, func(*planner.Plan) error { return nil })
}

// letGo looks whether what was adopted is its owners' again, and as it was, but for the ConfigMaps of the profile: copies took their
// place, and are its owners' too. A cluster that a lab file describes is as that says.
func (s *site) letGo() error {
	for id, before := range s.theirs {
		now, there := s.world.Get(id)
		if !there || now.Owner != ownership.AnotherOwner || now.Adopted {
			return fmt.Errorf("%s was adopted, and is not let go of: there %t, owner %q", id, there, now.Owner)
		}
		if profile, is := now.Attrs.(planner.ClusterProfile); is {
			profile.ConfigMaps = before.Attrs.(planner.ClusterProfile).ConfigMaps
			now.Attrs = profile
		}
		if touched := planner.Diff(before.Attrs, now.Attrs); len(touched) > 0 {
			return fmt.Errorf("%s was adopted, and is not as it was: %v", id, touched)
		}
	}
	return nil
}
