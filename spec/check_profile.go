package spec

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

func (r *reader) checkProfiles(lab *Lab) {
	first := map[string]int{}
	for i := range lab.AddonProfiles {
		p, at := &lab.AddonProfiles[i], key("addonProfiles").item(i)
		if before, found := first[p.Name]; found && p.Name != "" {
			r.refuse(at.key("name"), fault.Duplicate, "%s is already the name of addonProfiles[%d]; names of profiles must differ", p.Name, before)
		} else {
			first[p.Name] = i
		}
		if len(p.HelmCharts)+len(p.Manifests) == 0 && !p.refers() && r.unbroken(at, "helmCharts", "manifests", "spec") {
			r.refuse(at, fault.EmptyProfile, "installs nothing; give it helmCharts or manifests")
		}
		r.checkExtraLabels(at.key("spec"), p)
		r.checkPatches(at.key("patches"), p)
		r.checkExclusions(at.key("driftExclusions"), p)
		r.checkSelector(at, p)
		r.checkProfileHome(at, p, lab)
		r.checkClusterRefs(at.key("clusterRefs"), p.ClusterRefs, lab)
		r.checkSets(at.key("setRefs"), p, lab)
		r.checkCharts(at.key("helmCharts"), p.HelmCharts)
		r.checkRendered(at.key("helmCharts"), p.HelmCharts, lab.ManagementCluster.Provider)
	}
	r.checkPages(lab)
}

// refers says whether the profile installs what it names in Sveltos' words.
func (p *AddonProfile) refers() bool {
	more, _ := p.Spec.(map[string]any)
	return more["policyRefs"] != nil || more["kustomizationRefs"] != nil
}

// checkExtraLabels warns of what keeps the Sveltos that kaaslab is made with from installing charts: tried with addon-controller 1.14.0.
func (r *reader) checkExtraLabels(at *place, p *AddonProfile) {
	more, _ := p.Spec.(map[string]any)
	if labels, _ := more["extraLabels"].(map[string]any); len(labels) > 0 && len(p.HelmCharts) > 0 {
		r.warn(at.key("extraLabels"), fault.Unchecked, "goes with manifests only: Sveltos %s then installs no chart, and says \"no configuration has been provided\"; put them into a profile without helmCharts", BuiltInSveltos)
	}
}

// checkPages keeps the names of pages apart: people name nothing else when they open one.
func (r *reader) checkPages(lab *Lab) {
	first := map[string]string{}
	for i, profile := range lab.AddonProfiles {
		for j, page := range profile.Open {
			at := key("addonProfiles").item(i).key("open").item(j)
			if before, found := first[page.Name]; found && page.Name != "" {
				r.refuse(at.key("name"), fault.Duplicate, "%s is already the name of %s; names of pages must differ", page.Name, before)
				continue
			}
			first[page.Name] = at.String()
		}
	}
}

// checkSelector refuses a selector without conditions: Kubernetes takes it for everything, Sveltos for nothing.
func (r *reader) checkSelector(profile *place, p *AddonProfile) {
	s, at := &p.ClusterSelector, profile.key("clusterSelector")
	isEmpty := len(s.MatchLabels)+len(s.MatchExpressions) == 0 && r.unbroken(at, "matchLabels", "matchExpressions")
	if isEmpty && len(p.ClusterRefs)+len(p.sets()) == 0 && r.unbroken(profile, "clusterSelector", "clusterRefs", "setRefs") {
		r.refuse(at, fault.EmptyProfile, "has no condition; name a label that the clusters have, such as matchLabels: {cni: cilium}, or name clusters in clusterRefs or sets of them in setRefs")
	}
	r.checkLabels(at.key("matchLabels"), s.MatchLabels, false)
	for _, name := range slices.Sorted(maps.Keys(s.MatchLabels)) {
		if ownLabel(name) {
			r.refuseKey(at.key("matchLabels").key(name), fault.ReservedLabel, notSelectable)
		}
	}
	for i := range s.MatchExpressions {
		r.checkRequirement(at.key("matchExpressions").item(i), &s.MatchExpressions[i])
	}
}

// notSelectable: with a condition of the user's own on them a profile could reach clusters of other labs.
const notSelectable = "is a label of kaaslab's own, by which profiles cannot select; a profile selects clusters of its lab only, without being told"

func (r *reader) checkRequirement(at *place, q *Requirement) {
	if reason := keyReason(q.Key, "a label key"); q.Key != "" && reason != "" {
		r.refuse(at.key("key"), fault.WrongForm, "%s", reason)
	} else if ownLabel(q.Key) {
		r.refuse(at.key("key"), fault.ReservedLabel, notSelectable)
	}
	for i, value := range q.Values {
		if reason := labelValueReason(value); reason != "" {
			r.refuse(at.key("values").item(i), fault.WrongForm, "%s", reason)
		}
	}
	takesValues := q.Operator == "In" || q.Operator == "NotIn"
	switch {
	case q.Operator == "" || r.isBroken(at.key("operator")):
	case takesValues && len(q.Values) == 0:
		r.refuse(at.key("values"), fault.MissingKey, "is missing; operator %s compares with values", q.Operator)
	case !takesValues && len(q.Values) > 0:
		r.refuse(at.key("values"), fault.ConflictingKeys, "does not go with operator %s, which takes none", q.Operator)
	}
}

func (r *reader) checkCharts(at *place, charts []HelmChart) {
	first := map[string]int{}
	for i, chart := range charts {
		r.checkBraces(at.item(i), chart)
		r.checkOrigin(at.item(i), chart)
		repository, name, both := strings.Cut(chart.Chart, "/")
		if strings.HasPrefix(chart.RepositoryURL, "http") && chart.Chart != "" && (!both || repository == "" || name == "") {
			r.refuse(at.item(i).key("chart"), fault.WrongForm, "%s is not repository/chart, such as cilium/cilium", quote(chart.Chart))
		}
		release := fmt.Sprintf("%s in namespace %s", chart.Release, chart.Namespace)
		if before, found := first[release]; found && chart.Release != "" {
			r.refuse(at.item(i).key("release"), fault.Duplicate, "%s is already installed by helmCharts[%d]; releases of one namespace must differ", release, before)
			continue
		}
		first[release] = i
	}
}

// checkOrigin asks for what tells where a chart is: a repository and a version of it, or a path.
func (r *reader) checkOrigin(at *place, chart HelmChart) {
	switch hasRepository := r.has(at.key("repositoryURL")); {
	case isPath(chart.Chart) && hasRepository:
		r.refuse(at.key("repositoryURL"), fault.ConflictingKeys, "does not go with a chart from disk; leave it out, or name a chart of the repository")
	case isPath(chart.Chart) && chart.Version != "":
		r.refuse(at.key("version"), fault.ConflictingKeys, "does not go with a chart from disk, which says its version in %s; leave it out", chartFile)
	case !isPath(chart.Chart) && (chart.Chart == "" || !r.isBroken(at.key("chart"))):
		r.needsRepository(at, chart)
	}
}

func (r *reader) needsRepository(at *place, chart HelmChart) {
	for name, more := range map[string]string{"repositoryURL": "; a chart from disk is a path that begins with ./", "version": ""} {
		if chart.Chart == "" {
			more = ""
		}
		if !r.has(at.key(name)) {
			r.refuse(at.key(name), fault.MissingKey, "is missing, and must be set%s", more)
		}
	}
}

// checkRendered: a chart from disk that nothing serves to Sveltos is rendered before Sveltos could fill in its values or
// act on what is said in its words.
func (r *reader) checkRendered(at *place, charts []HelmChart, provider Provider) {
	for i, chart := range charts {
		if chart.Packed == nil || provider.ServesCharts() {
			continue
		}
		if chart.IsTemplate() {
			r.refuse(at.item(i).key("values"), fault.ConflictingKeys, "has {{, and with provider %s nobody fills in templates in the values of a chart from disk; set template: false if it is text for the chart", provider)
		}
		for _, f := range shapeOf(reflect.TypeFor[HelmChart]()).fields {
			if key := at.item(i).key(f.key); f.isCRD && r.has(key) {
				r.refuse(key, fault.ConflictingKeys, "has no effect on a chart from disk with provider %s, where Sveltos gets its manifests; leave it out, or serve the chart from a repository", provider)
			}
		}
	}
}
