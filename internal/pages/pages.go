// Package pages finds which pages of a lab's add-ons somebody wants to look at, and on which clusters.
package pages

import (
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Choice is a page on one cluster.
type Choice struct {
	spec.Page
	Cluster string
}

// String names the page and the cluster as people do.
func (c Choice) String() string { return c.Name + " on " + c.Cluster }

// Book is the pages of a lab.
type Book struct {
	Lab *spec.Lab
}

// Names lists the names of the pages, in the order of the lab file.
func (b Book) Names() []string {
	var names []string
	for _, profile := range b.Lab.AddonProfiles {
		for _, page := range profile.Open {
			names = append(names, page.Name)
		}
	}
	return names
}

// Choose finds the pages that words name. A word is a page or a cluster; without a cluster the page has to be on one only,
// unless all are wanted.
func (b Book) Choose(words []string, all bool) ([]Choice, error) {
	names, clusters, err := b.sort(words)
	if err != nil {
		return nil, err
	}
	var choices []Choice
	for _, name := range names {
		found, err := b.choose(name, clusters, all)
		if err != nil {
			return nil, err
		}
		choices = append(choices, found...)
	}
	return choices, nil
}

// sort tells pages from clusters.
func (b Book) sort(words []string) (names []string, clusters []spec.WorkloadCluster, err error) {
	known, byName := b.Names(), map[string]spec.WorkloadCluster{}
	for _, cluster := range b.Lab.Clusters() {
		byName[cluster.Name] = cluster
	}
	for _, word := range words {
		cluster, isCluster := byName[word]
		switch {
		case slices.Contains(known, word):
			names = append(names, word)
		case isCluster:
			clusters = append(clusters, cluster)
		default:
			return nil, nil, fault.Errorf(fault.UnknownPage, "lab %q has no page and no cluster %q; %s", b.Lab.Name, word, has(known))
		}
	}
	if len(names) == 0 {
		return nil, nil, fault.Errorf(fault.UnknownPage, "name a page to open; %s", has(known))
	}
	return names, clusters, nil
}

func has(known []string) string {
	if len(known) == 0 {
		return "no profile of the lab file has a page, give one an entry in open"
	}
	return "pages are " + strings.Join(known, ", ")
}

func (b Book) choose(name string, wanted []spec.WorkloadCluster, all bool) ([]Choice, error) {
	page, profile := b.page(name)
	var on, simulated []string
	for _, cluster := range b.clusters(wanted, profile) {
		if b.simulated(cluster) {
			simulated = append(simulated, cluster.Name)
			continue
		}
		on = append(on, cluster.Name)
	}
	switch {
	case len(simulated) > 0 && (len(wanted) > 0 || len(on) == 0):
		return nil, fault.Errorf(fault.NoPage, "cluster %s is simulated: no pod runs in it, so there is no page %s to open", simulated[0], name)
	case len(on) == 0:
		return nil, fault.Errorf(fault.NoPage, "page %s is on no cluster%s; its profile selects by labels", name, among(wanted))
	case len(on) > 1 && len(wanted) == 0 && !all:
		return nil, fault.Errorf(fault.NoPage, "page %s is on %s; name a cluster, or add --all", name, words.Some(on, mostNames))
	}
	choices := make([]Choice, len(on))
	for i, cluster := range on {
		choices[i] = Choice{page, cluster}
	}
	return choices, nil
}

func (b Book) page(name string) (spec.Page, planner.ClusterProfile) {
	for _, profile := range b.Lab.AddonProfiles {
		for _, page := range profile.Open {
			if page.Name == name {
				return page, planner.AttrsOf[planner.ClusterProfile](planner.Want(b.Lab), planner.ID{Kind: planner.KindClusterProfile, Name: profile.Name})
			}
		}
	}
	return spec.Page{}, planner.ClusterProfile{}
}

// clusters are those of the wanted ones that have the page, or of all. A cluster that is described by objects of its own may
// have labels that the lab file does not tell; who names it knows.
func (b Book) clusters(wanted []spec.WorkloadCluster, profile planner.ClusterProfile) []spec.WorkloadCluster {
	if len(wanted) == 0 {
		wanted = b.Lab.Clusters()
	}
	var on []spec.WorkloadCluster
	for _, cluster := range wanted {
		if profile.Selects(b.Lab.Name, planner.CandidateOf(cluster)) || cluster.RawCluster() {
			on = append(on, cluster)
		}
	}
	return on
}

func (b Book) simulated(cluster spec.WorkloadCluster) bool {
	return b.Lab.ManagementCluster.Provider.Bare() || cluster.Infrastructure.RunsNothing()
}

func among(wanted []spec.WorkloadCluster) string {
	if len(wanted) == 0 {
		return ""
	}
	names := make([]string, len(wanted))
	for i, cluster := range wanted {
		names[i] = cluster.Name
	}
	return " of " + words.Some(names, mostNames)
}

// mostNames keeps an error readable when there are hundreds of clusters.
const mostNames = 5
