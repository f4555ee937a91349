package snapshot

import "github.com/kaaslab/kaaslab/planner"

// Status is what is there of a lab, as far as it can be seen. Its JSON is an interface.
type Status struct {
	FormatVersion     string     `json:"format_version"` // filled in by what writes it
	Lab               string     `json:"lab"`
	ManagementCluster Management `json:"managementCluster"`
	WorkloadClusters  []Cluster  `json:"workloadClusters"`
	AddonProfiles     []Profile  `json:"addonProfiles"`
	// Problems lists the parts that could not be looked at, and why.
	Problems []string `json:"problems"`
}

// The states of a thing that cannot be told by the thing itself.
const (
	// Missing means that the lab file wants it and it is not there.
	Missing = "Missing"
	// Unknown means that nobody can look at the moment.
	Unknown = "Unknown"
	// Ready means that it is there and usable.
	Ready = "Ready"
	// NotReady means that it is there and not usable.
	NotReady = "NotReady"
)

// Management is the state of the management cluster.
type Management struct {
	Name       string     `json:"name"`
	Provider   string     `json:"provider"`
	State      string     `json:"state"`
	Detail     string     `json:"detail,omitempty"`
	Kubeconfig string     `json:"kubeconfig,omitempty"`
	Providers  []Provider `json:"providers"`
}

// Provider is a Cluster API provider that is installed.
type Provider struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Version string `json:"version"`
}

// Cluster is the state of a workload cluster.
type Cluster struct {
	Name              string           `json:"name"`
	State             string           `json:"state"`
	Phase             string           `json:"phase,omitempty"` // as Cluster API names it
	KubernetesVersion string           `json:"kubernetesVersion,omitempty"`
	ControlPlane      planner.Replicas `json:"controlPlane"`
	Workers           planner.Replicas `json:"workers"`
	Endpoint          string           `json:"endpoint,omitempty"`
	WaitingFor        string           `json:"waitingFor,omitempty"`
}

// Profile is the state of an add-on profile.
type Profile struct {
	Name     string   `json:"name"`
	State    string   `json:"state"`
	Clusters []string `json:"matchingClusters"`
	Note     string   `json:"note,omitempty"`
}
