package adoption

import (
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// entry makes files of the manifests that the profile installs.
func (p *profile) entry(files draft.Files, labFile string) draft.AddonProfile {
	entry := draft.AddonProfile{Name: p.Metadata.Name, Namespace: p.Metadata.Namespace, SyncMode: p.Spec.SyncMode, DependsOn: p.Spec.DependsOn, More: p.more()}
	selects := draft.Selector{MatchLabels: withoutLab(p.Spec.Selector.MatchLabels)}
	for _, r := range p.Spec.Selector.MatchExpressions {
		selects.MatchExpressions = append(selects.MatchExpressions, draft.Requirement(r))
	}
	if len(selects.MatchLabels)+len(selects.MatchExpressions) > 0 {
		entry.ClusterSelector = selects
	}
	for _, ref := range p.Spec.ClusterRefs {
		entry.ClusterRefs = append(entry.ClusterRefs, ref.Name)
	}
	for _, chart := range p.Spec.HelmCharts {
		values, _ := valuesOf(chart) // judged before
		entry.HelmCharts = append(entry.HelmCharts, draft.HelmChart{
			RepositoryURL: text(chart, "repositoryURL"), Version: text(chart, "chartVersion"),
			Release: text(chart, "releaseName"), Namespace: text(chart, "releaseNamespace"), Values: values,
			Template: spec.TemplateOf(text(chart, "values"), values), More: moreOfChart(chart),
			Chart: draft.ChartName(text(chart, "chartName"), text(chart, "repositoryName"), text(chart, "repositoryURL")),
		})
	}
	for _, ref := range p.refs {
		paths := ref.add(files, labFile)
		entry.Tell(paths, ref.told())
		entry.Manifests = append(entry.Manifests, paths...)
	}
	return entry
}

func withoutLab(labels map[string]string) map[string]string {
	own := map[string]string{}
	for name, value := range labels {
		if name != planner.LabLabel {
			own[name] = value
		}
	}
	return own
}
