package adoption

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// labFile is the part of a lab file that an adoption writes, in the order in which people read it.
type labFile struct {
	APIVersion        string         `yaml:"apiVersion"`
	Kind              string         `yaml:"kind"`
	Name              string         `yaml:"name"`
	ManagementCluster management     `yaml:"managementCluster"`
	AddonProfiles     []addonProfile `yaml:"addonProfiles,omitempty"`
	WorkloadClusters  []workload     `yaml:"workloadClusters,omitempty"`
}

type management struct {
	Provider   string `yaml:"provider"`
	Kubeconfig string `yaml:"kubeconfig"`
	Context    string `yaml:"context"`
}

type addonProfile struct {
	Name            string      `yaml:"name"`
	ClusterSelector selector    `yaml:"clusterSelector"`
	SyncMode        string      `yaml:"syncMode,omitempty"`
	DependsOn       []string    `yaml:"dependsOn,omitempty"`
	HelmCharts      []helmChart `yaml:"helmCharts"`
}

type selector struct {
	MatchLabels      map[string]string `yaml:"matchLabels,omitempty"`
	MatchExpressions []requirement     `yaml:"matchExpressions,omitempty"`
}

type requirement struct {
	Key      string   `yaml:"key"`
	Operator string   `yaml:"operator"`
	Values   []string `yaml:"values,omitempty"`
}

type helmChart struct {
	RepositoryURL string         `yaml:"repositoryURL"`
	Chart         string         `yaml:"chart"`
	Version       string         `yaml:"version"`
	Release       string         `yaml:"release"`
	Namespace     string         `yaml:"namespace"`
	Values        map[string]any `yaml:"values,omitempty"`
}

type workload struct {
	Name              string            `yaml:"name"`
	ClusterClass      string            `yaml:"clusterClass"`
	Variables         map[string]any    `yaml:"variables,omitempty"`
	KubernetesVersion string            `yaml:"kubernetesVersion"`
	Labels            map[string]string `yaml:"labels,omitempty"`
	PodCIDR           string            `yaml:"podCIDR"`
	ServiceCIDR       string            `yaml:"serviceCIDR"`
	ControlPlane      replicas          `yaml:"controlPlane"`
	Workers           []workerPool      `yaml:"workers,omitempty"`
}

type replicas struct {
	Replicas int `yaml:"replicas"`
}

type workerPool struct {
	Name     string `yaml:"name"`
	Replicas int    `yaml:"replicas"`
}

// LabFile is the text of a lab file that says what there is, with what is left on top. The management cluster is used and
// stays: containers and networks of Docker cannot be marked once they are there.
func (s *Survey) LabFile(kubeconfig, context string) ([]byte, error) {
	lab := labFile{
		APIVersion: spec.APIVersion, Kind: spec.Kind, Name: s.lab,
		ManagementCluster: management{string(spec.ProviderExisting), kubeconfig, context},
	}
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
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(lab); err != nil {
		return nil, fmt.Errorf("write the lab file: %w", err)
	}
	return text.Bytes(), encoder.Close()
}

func (c *cluster) entry() workload {
	t := &c.Spec.Topology
	w := workload{
		Name: c.Metadata.Name, ClusterClass: t.ClassRef.Name, KubernetesVersion: t.Version, Labels: c.ownLabels(),
		PodCIDR: c.Spec.ClusterNetwork.Pods.CIDRBlocks[0], ServiceCIDR: c.Spec.ClusterNetwork.Services.CIDRBlocks[0],
		ControlPlane: replicas{*t.ControlPlane.Replicas},
	}
	for _, p := range t.Workers.MachineDeployments {
		w.Workers = append(w.Workers, workerPool{p.Name, *p.Replicas})
	}
	for _, v := range t.Variables {
		if w.Variables == nil {
			w.Variables = map[string]any{}
		}
		w.Variables[v.Name] = v.Value
	}
	return w
}

func (p *profile) entry() addonProfile {
	entry := addonProfile{Name: p.Metadata.Name, SyncMode: p.Spec.SyncMode, DependsOn: p.Spec.DependsOn}
	entry.ClusterSelector.MatchLabels = withoutLab(p.Spec.Selector.MatchLabels)
	for _, r := range p.Spec.Selector.MatchExpressions {
		entry.ClusterSelector.MatchExpressions = append(entry.ClusterSelector.MatchExpressions, requirement(r))
	}
	for _, chart := range p.Spec.HelmCharts {
		values, _ := valuesOf(chart) // judged before
		entry.HelmCharts = append(entry.HelmCharts, helmChart{
			text(chart, "repositoryURL"), text(chart, "chartName"), text(chart, "chartVersion"),
			text(chart, "releaseName"), text(chart, "releaseNamespace"), values,
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
