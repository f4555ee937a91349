package spec

import (
	"maps"
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/words"
)

// reaches reports whether the profile may select clusters of a namespace.
func (p *AddonProfile) reaches(home string) bool { return p.Namespace == "" || p.Namespace == home }

// checkProfileHome looks for what a profile of a namespace names elsewhere, where Sveltos does not look for it.
func (r *reader) checkProfileHome(at *place, p *AddonProfile, lab *Lab) {
	home := at.key("namespace")
	if p.Namespace == "" || r.isBroken(home) || !r.checkHome(home, p.Namespace) || !r.checkInhabited(home, p.Namespace, lab) {
		return
	}
	r.checkHomesOf(at.key("clusterRefs"), p, lab.Homes())
	more, _ := p.Spec.(map[string]any)
	r.checkNamedIn(at.key("spec"), p.Namespace, more)
	for i, chart := range p.HelmCharts {
		fields := map[string]any{"registryCredentialsConfig": chart.RegistryCredentialsConfig}
		r.checkNamedIn(at.key("helmCharts").item(i), p.Namespace, fields)
	}
}

// checkInhabited refuses a namespace that is none of the clusters', and reports whether it is one. A lab without clusters has none yet.
func (r *reader) checkInhabited(at *place, namespace string, lab *Lab) bool {
	homes := map[string]bool{}
	for i := range lab.WorkloadClusters {
		homes[lab.WorkloadClusters[i].Home()] = true
		if r.isBroken(key("workloadClusters").item(i).key("namespace")) {
			return false // perhaps that one
		}
	}
	if homes[namespace] || len(homes) == 0 {
		return homes[namespace]
	}
	known := slices.Sorted(maps.Keys(homes))
	hint := "clusters are in " + words.Some(known, words.Most)
	if meant := NearMiss(namespace, known); meant != "" {
		hint = "did you mean " + meant + "?"
	}
	r.refuse(at, fault.UnknownName, "no workload cluster of this lab is in namespace %s, and a profile of it reaches none elsewhere; %s", namespace, hint)
	return false
}

func (r *reader) checkHomesOf(at *place, p *AddonProfile, homes Homes) {
	for i, ref := range p.ClusterRefs {
		if home, isKnown := homes[ref.Name]; isKnown && !p.reaches(home) {
			r.refuse(at.item(i), fault.ConflictingKeys, "cluster %s is in namespace %s, and a profile of namespace %s reaches none but those there; leave it out, or leave out the namespace of the profile", ref.Name, home, p.Namespace)
		}
	}
}

// checkNamedIn looks for objects of other namespaces in the fields whose namespace Sveltos (1.14.0) sets by itself for a Profile.
func (r *reader) checkNamedIn(at *place, namespace string, fields map[string]any) {
	EachOwnReference(fields, func(path []any, reference map[string]any) {
		said, isText := reference["namespace"].(string)
		if !isText || said == "" || said == namespace {
			return
		}
		r.refuse(at.path(path).key("namespace"), fault.ConflictingKeys, "is not the namespace of the profile, %s, in which Sveltos looks whatever stands here; write that, or leave the key out", namespace)
	})
}
