package draft

// WorkloadCluster is an entry of workloadClusters.
type WorkloadCluster struct {
	Name              string            `yaml:"name"`
	Namespace         string            `yaml:"namespace,omitempty"`
	Infrastructure    string            `yaml:"infrastructure,omitempty"`
	ClusterClass      string            `yaml:"clusterClass,omitempty"`
	Variables         Values            `yaml:"variables,omitempty"`
	KubernetesVersion string            `yaml:"kubernetesVersion,omitempty"`
	Image             string            `yaml:"image,omitempty"`
	LoadBalancerImage string            `yaml:"loadBalancerImage,omitempty"`
	Labels            map[string]string `yaml:"labels,omitempty"`
	Annotations       map[string]string `yaml:"annotations,omitempty"`
	PodCIDR           string            `yaml:"podCIDR,omitempty"`
	ServiceCIDR       string            `yaml:"serviceCIDR,omitempty"`
	ServiceDomain     string            `yaml:"serviceDomain,omitempty"`
	ControlPlane      *ControlPlane     `yaml:"controlPlane,omitempty"`
	Workers           []WorkerPool      `yaml:"workers,omitempty"`
	ClassPatches      []any             `yaml:"classPatches,omitempty"`

	CustomHAProxyConfigTemplateRef map[string]any `yaml:"customHAProxyConfigTemplateRef,omitempty"`
	Manifests                      []string       `yaml:"manifests,omitempty"`
}

// ControlPlane is the key controlPlane.
type ControlPlane struct {
	Replicas int            `yaml:"replicas"`
	Machine  *Machine       `yaml:"machine,omitempty"`
	Settings map[string]any `yaml:",inline"` // what else a topology says
}

// WorkerPool is an entry of workers.
type WorkerPool struct {
	Name        string         `yaml:"name"`
	Replicas    *int           `yaml:"replicas,omitempty"` // none if somebody else scales it
	MachinePool bool           `yaml:"machinePool,omitempty"`
	Machine     *Machine       `yaml:"machine,omitempty"`
	Settings    map[string]any `yaml:",inline"` // what else a topology says
}

// Machine is the key machine.
type Machine struct {
	CPU    int    `yaml:"cpu"`
	Memory string `yaml:"memory"`
}
