package operation

import (
	"context"
	"fmt"
	"slices"

	"github.com/kaaslab/kaaslab/executor/alteration"
	"github.com/kaaslab/kaaslab/executor/charts"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/images"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// profile adds what the add-ons of a profile name. Where all clusters that it selects are simulated, nothing is pulled.
func (c *imageCollector) profile(ctx context.Context, p *spec.AddonProfile) {
	of := addonImages{imageCollector: c, resource: planner.ID{Kind: planner.KindClusterProfile, Name: p.Name}.String()}
	of.selects(p)
	of.alters(p)
	for i := range p.HelmCharts {
		of.chart(ctx, &p.HelmCharts[i])
	}
	for _, file := range p.Files {
		of.manifest(file)
	}
	of.sayWhatElse(p)
}

// addonImages adds to the list what one profile names.
type addonImages struct {
	*imageCollector
	resource string
	versions []string // of Kubernetes, on the clusters that it selects
	pulled   bool
	altered  alteration.Alteration
}

// alters is what the profile does to all that it installs.
func (a *addonImages) alters(p *spec.AddonProfile) {
	var err error
	if a.altered, err = alteration.Of(p); err != nil {
		a.Miss(a.resource, err.Error())
	}
	if a.altered.Templates {
		a.Say(a.resource, "patches that are templates of Sveltos are not filled in here, and may name other images")
	}
}

// patched adds what an object names when it is patched.
func (a *addonImages) patched(in string, object kube.Object) {
	altered, err := a.altered.Object(object)
	if err != nil {
		a.Miss(a.resource, in+err.Error())
		altered = object
	}
	a.object(a.resource, in, altered, a.pulled, spec.ImagesForWorkload)
}

func (a *addonImages) selects(p *spec.AddonProfile) {
	provider := a.lab.ManagementCluster.Provider
	selected := false
	for i := range a.lab.WorkloadClusters {
		w := &a.lab.WorkloadClusters[i]
		if !p.Selects(w) {
			continue
		}
		selected = true
		if !provider.InstallsAddons(w.Infrastructure) {
			continue
		}
		a.pulled = a.pulled || !w.Infrastructure.Emulated()
		if !slices.Contains(a.versions, w.KubernetesVersion) {
			a.versions = append(a.versions, w.KubernetesVersion)
		}
	}
	switch {
	case !selected:
		a.Say(a.resource, "it selects no cluster of the lab, so that nothing is pulled for it")
	case !a.pulled:
		a.Say(a.resource, "its clusters are simulated: their pods need no image, and nothing is pulled for it")
	}
	if len(a.versions) == 0 {
		a.versions = []string{""}
	}
}

// chart adds what a chart is rendered to for each version of Kubernetes among the clusters.
func (a *addonImages) chart(ctx context.Context, chart *spec.HelmChart) {
	if chart.Action == "Uninstall" {
		return
	}
	in := "release " + chart.Release
	a.sayOfChart(in, chart)
	loaded, err := a.from.Chart(ctx, chart)
	if err != nil {
		a.Miss(a.resource, in+": "+err.Error())
		return
	}
	for _, version := range a.versions {
		if !a.lab.ManagementCluster.Provider.ServesCharts() && chart.Packed != nil {
			version = "" // it is rendered once for all clusters
		}
		release := planner.Release{Name: chart.Release, Namespace: chart.Namespace, Values: chart.AllValues()}
		rendered, err := loaded.Render(release, charts.Target{KubernetesVersion: version})
		if err != nil {
			a.Miss(a.resource, fmt.Sprintf("%s: chart %s cannot be rendered: %v", in, chart.Chart, err))
			return
		}
		for _, object := range slices.Concat(rendered.Objects, rendered.HookObjects) {
			a.patched(in+": ", object)
		}
	}
}

func (a *addonImages) sayOfChart(in string, chart *spec.HelmChart) {
	if chart.IsTemplate() {
		a.Say(a.resource, in+": its values are a template of Sveltos, which is not filled in here")
	}
	if chart.ValuesFrom != nil {
		a.Say(a.resource, in+": valuesFrom is not looked at here, and may name other images")
	}
	if chart.Packed == nil && chart.IsRange() {
		a.Say(a.resource, in+": version "+chart.Version+" is a range; these are the images of the newest chart of today")
	}
}

// manifest adds what a file names. Local ones go to the management cluster.
func (a *addonImages) manifest(file spec.ManifestFile) {
	if file.Reference["deploymentType"] == "Local" {
		a.objectsOf(a.resource, []spec.ManifestFile{file})
		return
	}
	if file.Template {
		for _, image := range images.InTemplate(file.Content) {
			a.Add(image, a.pulled, images.Asker{Resource: a.resource, From: file.Path, For: spec.ImagesForWorkload})
		}
		a.Say(a.resource, file.Path+" is a template of Sveltos: images are those of lines that name one")
		return
	}
	for i, object := range file.Objects {
		a.patched(file.At(i)+": ", object)
	}
}

// sayWhatElse names what a profile does that is not looked at.
func (a *addonImages) sayWhatElse(p *spec.AddonProfile) {
	more, _ := p.Spec.(map[string]any)
	for _, name := range []string{"policyRefs", "kustomizationRefs", "patchesFrom"} {
		if more[name] != nil {
			a.Say(a.resource, "what spec."+name+" refers to is not looked at here")
		}
	}
}
