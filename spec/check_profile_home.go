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
	if p.Namespace == "" || r.isBroken(at.key("namespace")) {
		return
	}
	r.checkHome(at.key("namespace"), p.Namespace)
	r.checkInhabited(at.key("namespace"), p.Namespace, lab)
	more, _ := p.Spec.(map[string]any)
	r.checkNamedIn(at.key("spec"), p.Namespace, more)
	for i, chart := range p.HelmCharts {
		at := at.key("helmCharts").item(i)
		r.checkNamedIn(at, p.Namespace, map[string]any{"registryCredentialsConfig": chart.RegistryCredentialsConfig})
	}
}

// checkInhabited looks for a namespace that is none of the clusters'. A lab without clusters has none yet.
func (r *reader) checkInhabited(at *place, namespace string, lab *Lab) {
	homes := map[string]bool{}
	for i := range lab.WorkloadClusters {
		homes[lab.WorkloadClusters[i].Home()] = true
		if r.isBroken(key("workloadClusters").item(i).key("namespace")) {
			return // perhaps that one
		}
	}
	if homes[namespace] || len(homes) == 0 {
		return
	}
	known := slices.Sorted(maps.Keys(homes))
	hint := "clusters are in " + words.Some(known, words.Most)
	if meant := NearMiss(namespace, known); meant != "" {
		hint = "did you mean " + meant + "?"
	}
	r.refuse(at, fault.UnknownName, "no workload cluster of this lab is in namespace %s, and a profile of it reaches none elsewhere; %s", namespace, hint)
}

// checkNamedIn looks for objects of other namespaces in the fields whose namespace Sveltos (1.14.0) sets by itself for a Profile.
func (r *reader) checkNamedIn(at *place, namespace string, fields map[string]any) {
	EachOwnReference(fields, func(path []any, reference map[string]any) {
		said, isText := reference["namespace"].(string)
		if !isText || said == "" || said == namespace {
			return
		}
		r.refuse(at.path(path).key("namespace"), fault.ConflictingKeys, "%s is not the namespace of the profile, and Sveltos looks in %s whatever stands here; write that, or leave the key out", said, namespace)
	})
}
