package adoption

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Survey is what there is in a management cluster, and what of it a lab can take over.
type Survey struct {
	lab        *ownership.Lab
	client     *kube.Client
	identities *kube.Identities
	identity   planner.Identity                // that the lab has in the management cluster
	pools      map[string]topology.PoolClasses // of each ClusterClass, by namespace/name
	makes      bool                            // the lab has made a ClusterClass
	clusters   []*cluster
	profiles   []*profile
}

// Look reads what a lab of that name could take over. It writes nothing.
func Look(ctx context.Context, access *kube.Access, lab *ownership.Lab) (*Survey, error) {
	client, err := access.Client()
	if err != nil {
		return nil, err
	}
	s := &Survey{lab: lab, client: client, identities: kube.NewIdentities(access, lab), pools: map[string]topology.PoolClasses{}}
	if s.identity, err = s.identities.Find(ctx); err != nil {
		return nil, fault.Errorf(kube.Code(err), "look for the lab's identity: %w", err)
	}
	_, err = kube.List(ctx, client, topology.Classes, kube.Query{}, s.addClass)
	if err == nil {
		_, err = kube.List(ctx, client, topology.Clusters, kube.Query{}, func(c *cluster) { s.clusters = append(s.clusters, c) })
	}
	if err != nil {
		return nil, fault.Errorf(kube.Code(err), "look for clusters: %w", err)
	}
	for _, of := range []kube.Resource{kube.ClusterProfiles, kube.Profiles} {
		if err == nil {
			_, err = kube.List(ctx, client, of, kube.Query{}, func(p *profile) { s.profiles = append(s.profiles, p) })
			err = kube.WithoutKind(err)
		}
	}
	if err == nil {
		err = s.readReferences(ctx)
	}
	if err != nil {
		return nil, fault.Errorf(kube.Code(err), "look for profiles: %w", err)
	}
	s.judge()
	return s, nil
}

// readReferences reads what profiles install, one by one: there may be many more ConfigMaps.
func (s *Survey) readReferences(ctx context.Context) error {
	for _, p := range s.profiles {
		for _, fields := range p.Spec.PolicyRefs {
			ref := &reference{fields: fields, home: s.homeOf(p)}
			if err := ref.read(ctx, s.client); err != nil {
				return err
			}
			p.refs = append(p.refs, ref)
		}
	}
	return nil
}

// homeOf is the namespace of the clusters that a profile selects, or nothing where they are in several.
func (s *Survey) homeOf(p *profile) string {
	home := p.Metadata.Namespace
	for _, c := range s.clusters {
		switch {
		case !p.selects(c) || c.Metadata.Namespace == home:
		case home != "":
			return ""
		default:
			home = c.Metadata.Namespace
		}
	}
	return cmp.Or(home, spec.DefaultNamespace)
}

func (s *Survey) addClass(class *topology.Class) {
	s.pools[class.Metadata.Namespace+"/"+class.Metadata.Name] = class.PoolClasses()
	s.makes = s.makes || s.owns(topology.Classes, class.Metadata)
}

// judge finds for each thing why it has to be left. A profile needs all its clusters and what it depends on, so leaving one
// may leave others.
func (s *Survey) judge() {
	for _, c := range s.clusters {
		if c.left = s.whyNot(topology.Clusters, c.Metadata, c.whyNot(s)); c.left == "" {
			c.existing = c.whyExisting(s)
		}
	}
	for _, p := range s.profiles {
		p.left = s.whyNot(p.of(), p.Metadata, p.whyNot(s))
	}
	for again := true; again; {
		again = false
		for _, p := range s.profiles {
			if p.left == "" {
				p.left = s.whyNotTogether(p)
				again = again || p.left != ""
			}
		}
	}
}

// whyNot is about whose a thing is, before what it is.
func (s *Survey) whyNot(of kube.Resource, meta kube.Meta, reason string) string {
	switch whose := of.Whose(meta, s.lab); {
	case whose.Owner == s.lab.Name() && !meta.Adopted():
		return "the lab has made it"
	case whose.Claims && !whose.Copy:
		return "belongs to " + whose.Owner
	case !whose.Claims && whose.Owner != s.lab.Name() && whose.Owner != ownership.AnotherOwner:
		return "belongs to lab " + whose.Owner
	case meta.DeletionTimestamp != "":
		return "is being deleted"
	}
	return reason
}

// whyNotTogether: a profile of a lab selects clusters of that lab only, so taking it over would withdraw it from others.
func (s *Survey) whyNotTogether(p *profile) string {
	for _, c := range s.clusters {
		if c.left != "" && p.selects(c) {
			return fmt.Sprintf("selects cluster %s, which is left", c.Metadata.Name)
		}
	}
	for _, ref := range p.Spec.ClusterRefs {
		if !s.has(ref) {
			return fmt.Sprintf("names %s %s/%s in clusterRefs, which the lab cannot have", ref.Kind, ref.Namespace, ref.Name)
		}
	}
	for _, need := range p.Spec.DependsOn {
		if !s.takes(p.Metadata.Namespace, need) {
			return fmt.Sprintf("depends on profile %s, which is left or not there", need)
		}
	}
	return ""
}

func (s *Survey) has(ref corev1.ObjectReference) bool {
	return slices.ContainsFunc(s.clusters, func(c *cluster) bool { return isOf(ref, c) })
}

// takes says whether the lab takes over a profile of a namespace, or of none.
func (s *Survey) takes(namespace, name string) bool {
	return slices.ContainsFunc(s.profiles, func(p *profile) bool {
		return p.Metadata.Namespace == namespace && p.Metadata.Name == name && p.left == ""
	})
}

// Taking is a thing that the lab can take over.
type Taking struct {
	ID       planner.ID
	Existing string // why it is named as an existing cluster only, if it is
}

// Taken lists what the lab can take over.
func (s *Survey) Taken() []Taking {
	var taken []Taking
	for _, c := range s.clusters {
		if c.left == "" {
			taken = append(taken, Taking{c.id(), c.existing})
		}
	}
	for _, p := range s.profiles {
		if p.left == "" {
			taken = append(taken, Taking{ID: p.id()})
		}
	}
	return taken
}

// Left lists what stays as it is, with the reasons.
func (s *Survey) Left() []string {
	var lines []string
	for _, c := range s.clusters {
		if c.left != "" {
			lines = append(lines, c.String()+": "+c.left)
		}
	}
	for _, p := range s.profiles {
		if p.left != "" {
			lines = append(lines, p.String()+": "+p.left)
		}
	}
	return lines
}

// Identity is that of the lab in the management cluster, or none if no lab of the name has anything there.
func (s *Survey) Identity() planner.Identity { return s.identity }

// Adopt marks all that the lab can take over, after it has noted in the management cluster which lab it is. It may be
// repeated.
func (s *Survey) Adopt(ctx context.Context) error {
	if err := s.identities.Apply(ctx, planner.Resource{}, nil); err != nil {
		return err
	}
	for _, c := range s.clusters {
		if c.left == "" {
			if err := s.client.Adopt(ctx, topology.Clusters, c.Metadata, s.lab); err != nil {
				return err
			}
		}
	}
	for _, p := range s.profiles {
		if p.left == "" {
			if err := s.client.Adopt(ctx, p.of(), p.Metadata, s.lab); err != nil {
				return err
			}
		}
	}
	return nil
}
