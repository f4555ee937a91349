package seed

// lab is the part of a lab file that a conversion writes, in the order in which people read it.
type lab struct {
	APIVersion        string     `yaml:"apiVersion"`
	Kind              string     `yaml:"kind"`
	Name              string     `yaml:"name"`
	ManagementCluster management `yaml:"managementCluster"`
	AddonProfiles     []profile  `yaml:"addonProfiles,omitempty"`
	WorkloadClusters  []workload `yaml:"workloadClusters"`
}

type management struct {
	Provider string `yaml:"provider"`
}

type workload struct {
	Name              string            `yaml:"name"`
	Infrastructure    string            `yaml:"infrastructure"`
	KubernetesVersion string            `yaml:"kubernetesVersion,omitempty"`
	Image             string            `yaml:"image,omitempty"`
	Labels            map[string]string `yaml:"labels,omitempty"`
	PodCIDR           string            `yaml:"podCIDR,omitempty"`
	ServiceCIDR       string            `yaml:"serviceCIDR,omitempty"`
	ControlPlane      controlPlane      `yaml:"controlPlane"`
	Workers           []pool            `yaml:"workers,omitempty"`
}

type controlPlane struct {
	Replicas int `yaml:"replicas"`
}

type pool struct {
	Name     string `yaml:"name"`
	Replicas int    `yaml:"replicas"`
}

type profile struct {
	Name            string   `yaml:"name"`
	ClusterSelector any      `yaml:"clusterSelector"`
	SyncMode        string   `yaml:"syncMode,omitempty"`
	DependsOn       []string `yaml:"dependsOn,omitempty"`
	HelmCharts      []chart  `yaml:"helmCharts,omitempty"`
	Manifests       []string `yaml:"manifests,omitempty"`
}

type chart struct {
	RepositoryURL string         `yaml:"repositoryURL"`
	Chart         string         `yaml:"chart"`
	Version       string         `yaml:"version"`
	Release       string         `yaml:"release"`
	Namespace     string         `yaml:"namespace,omitempty"`
	Values        map[string]any `yaml:"values,omitempty"`
}
