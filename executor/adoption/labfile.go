package adoption

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// selector is the selector of a profile, in the order in which people read it.
type selector struct {
	MatchLabels      map[string]string `yaml:"matchLabels,omitempty"`
	MatchExpressions []requirement     `yaml:"matchExpressions,omitempty"`
}

type requirement struct {
	Key      string   `yaml:"key"`
	Operator string   `yaml:"operator"`
	Values   []string `yaml:"values,omitempty"`
}

// LabFile is the text of a lab file that says what there is, with what is left on top. The management cluster is used and
// stays: containers and networks of Docker cannot be marked once they are there.
func (s *Survey) LabFile(kubeconfig, context string) ([]byte, error) {
	lab := draft.New(s.lab, draft.ManagementCluster{Provider: spec.ProviderExisting, Kubeconfig: kubeconfig, Context: context})
	for _, p := range s.profiles {
		if p.left == "" {
			lab.AddonProfiles = append(lab.AddonProfiles, p.entry())
		}
	}
	for _, c := range s.clusters {
		if c.left == "" {
			lab.WorkloadClusters = append(lab.WorkloadClusters, c.entry())
		}
	}
	var text bytes.Buffer
	text.WriteString("# Made by kaaslab adopt from what was there. Adopted things stay when the lab is destroyed, unless --adopted is given;\n" +
		"# kaaslab forget lets go of them.\n")
	for i, line := range s.Left() {
		if i == 0 {
			text.WriteString("#\n# Not adopted:\n")
		}
		fmt.Fprintf(&text, "# * %s\n", strings.Join(strings.Fields(line), " "))
	}
	text.WriteString("\n")
	err := lab.Write(&text)
	return text.Bytes(), err
}

func (c *cluster) entry() draft.WorkloadCluster {
	t := &c.Spec.Topology
	w := draft.WorkloadCluster{
		Name: c.Metadata.Name, ClusterClass: t.ClassRef.Name, KubernetesVersion: t.Version, Labels: c.ownLabels(),
		PodCIDR: c.Spec.ClusterNetwork.Pods.Blocks[0], ServiceCIDR: c.Spec.ClusterNetwork.Services.Blocks[0],
		ControlPlane: draft.ControlPlane{Replicas: *t.ControlPlane.Replicas},
	}
	for _, p := range t.Workers.MachineDeployments {
		w.Workers = append(w.Workers, draft.WorkerPool{Name: p.Name, Replicas: *p.Replicas})
	}
	for _, v := range t.Variables {
		if w.Variables == nil {
			w.Variables = map[string]any{}
		}
		w.Variables[v.Name] = v.Value
	}
	return w
}

func (p *profile) entry() draft.AddonProfile {
	entry := draft.AddonProfile{Name: p.Metadata.Name, SyncMode: p.Spec.SyncMode, DependsOn: p.Spec.DependsOn}
	selects := selector{MatchLabels: withoutLab(p.Spec.Selector.MatchLabels)}
	for _, r := range p.Spec.Selector.MatchExpressions {
		selects.MatchExpressions = append(selects.MatchExpressions, requirement(r))
	}
	entry.ClusterSelector = selects
	for _, chart := range p.Spec.HelmCharts {
		values, _ := valuesOf(chart) // judged before
		entry.HelmCharts = append(entry.HelmCharts, draft.HelmChart{
			RepositoryURL: text(chart, "repositoryURL"), Chart: text(chart, "chartName"), Version: text(chart, "chartVersion"),
			Release: text(chart, "releaseName"), Namespace: text(chart, "releaseNamespace"), Values: values,
		})
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
