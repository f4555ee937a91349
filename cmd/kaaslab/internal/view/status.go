package view

import "github.com/kaaslab/kaaslab/planner"

// Status is what is there of a lab, as far as it can be seen. Its JSON is an interface.
type Status struct {
	FormatVersion     string           `json:"format_version"`
	Lab               string           `json:"lab"`
	ManagementCluster ManagementStatus `json:"managementCluster"`
	WorkloadClusters  []ClusterStatus  `json:"workloadClusters"`
	AddonProfiles     []ProfileStatus  `json:"addonProfiles"`
	// Problems lists the parts that could not be looked at, and why.
	Problems []string `json:"problems"`
}

// The states of a thing that cannot be told by the thing itself.
const (
	// StateMissing means that the lab file wants it and it is not there.
	StateMissing = "Missing"
	// StateUnknown means that nobody can look at the moment.
	StateUnknown = "Unknown"
	// StateReady means that it is there and usable.
	StateReady = "Ready"
	// StateNotReady means that it is there and not usable.
	StateNotReady = "NotReady"
)

// ManagementStatus is the state of the management cluster.
type ManagementStatus struct {
	Name       string           `json:"name"`
	Provider   string           `json:"provider"`
	State      string           `json:"state"`
	Detail     string           `json:"detail,omitempty"`
	Kubeconfig string           `json:"kubeconfig,omitempty"`
	Providers  []ProviderStatus `json:"providers"`
}

// ProviderStatus is a Cluster API provider that is installed.
type ProviderStatus struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Version string `json:"version"`
}

// ClusterStatus is the state of a workload cluster.
type ClusterStatus struct {
	Name              string           `json:"name"`
	State             string           `json:"state"`
	Phase             string           `json:"phase,omitempty"` // as Cluster API names it
	KubernetesVersion string           `json:"kubernetesVersion,omitempty"`
	ControlPlane      planner.Replicas `json:"controlPlane"`
	Workers           planner.Replicas `json:"workers"`
	Endpoint          string           `json:"endpoint,omitempty"`
	WaitingFor        string           `json:"waitingFor,omitempty"`
}

// ProfileStatus is the state of an add-on profile.
type ProfileStatus struct {
	Name     string   `json:"name"`
	State    string   `json:"state"`
	Clusters []string `json:"matchingClusters"`
	Note     string   `json:"note,omitempty"`
}
