package manifests

import (
	"slices"
	"testing"
)

func TestProvidersAreComplete(t *testing.T) {
	providers, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	var crds, hooks []string
	for _, p := range providers {
		for _, crd := range p.CRDs {
			crds = append(crds, crd.Name)
			if p.Name != "" && crd.Labels[ProviderLabel] != p.Name {
				t.Errorf("%s has labels %v, want provider %s", crd.Name, crd.Labels, p.Name)
			}
		}
		for _, c := range p.Validating {
			hooks = append(hooks, c.Name)
		}
		for _, c := range p.Mutating {
			hooks = append(hooks, c.Name)
		}
	}
	for _, want := range []string{
		"clusters.cluster.x-k8s.io", "clusterclasses.cluster.x-k8s.io", "machinehealthchecks.cluster.x-k8s.io",
		"kubeadmconfigs.bootstrap.cluster.x-k8s.io", "kubeadmcontrolplanes.controlplane.cluster.x-k8s.io",
		"devclusters.infrastructure.cluster.x-k8s.io", "devmachinetemplates.infrastructure.cluster.x-k8s.io",
		"providers.clusterctl.cluster.x-k8s.io", "clusterprofiles.config.projectsveltos.io",
		"clustersummaries.config.projectsveltos.io", "sveltosclusters.lib.projectsveltos.io",
		"eventsources.lib.projectsveltos.io", "clusterhealthchecks.lib.projectsveltos.io", "classifiers.lib.projectsveltos.io",
	} {
		if !slices.Contains(crds, want) {
			t.Errorf("definition %s is missing", want)
		}
	}
	if slices.Contains(crds, "dockerclusters.infrastructure.cluster.x-k8s.io") {
		t.Error("a kind that nothing reconciles is installed")
	}
	if slices.Contains(crds, "clusterreports.config.projectsveltos.io") {
		t.Error("a kind that only a running Sveltos needs is installed in every lab")
	}
	if len(hooks) != 8 {
		t.Errorf("webhook configurations %v, want two for each of four providers", hooks)
	}
}

func TestSveltosHasAllItsKinds(t *testing.T) {
	sets, err := Sveltos()
	if err != nil {
		t.Fatal(err)
	}
	var crds []string
	for _, p := range sets {
		for _, crd := range p.CRDs {
			crds = append(crds, crd.Name)
		}
	}
	for _, want := range []string{
		"clusterconfigurations.config.projectsveltos.io",
		"clusterreports.config.projectsveltos.io", "reloaders.lib.projectsveltos.io", "resourcesummaries.lib.projectsveltos.io",
		"debuggingconfigurations.lib.projectsveltos.io",
	} {
		if !slices.Contains(crds, want) {
			t.Errorf("definition %s is missing", want)
		}
	}
}
