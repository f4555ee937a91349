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
	// Stopped means that it was stopped as a whole, and comes back when it is started.
	Stopped = "Stopped"
	// Deleting means that it is going away.
	Deleting = "Deleting"
	// Waiting means that an add-on is not on the cluster yet.
	Waiting = "Waiting"
	// Failed means that an add-on could not be installed.
	Failed = "Failed"
	// Matched means that a profile selects a cluster on which nobody can see, or nothing is, installed.
	Matched = "Matched"
)

// Management is the state of the management cluster.
type Management struct {
	Name       string      `json:"name"`
	Provider   string      `json:"provider"`
	State      string      `json:"state"`
	Detail     string      `json:"detail,omitempty"`
	Kubeconfig string      `json:"kubeconfig,omitempty"`
	APIPort    int         `json:"apiPort,omitempty"` // on this machine
	Ports      []string    `json:"ports,omitempty"`   // that are published on this machine
	Network    *Network    `json:"network,omitempty"` // of a lab on Docker
	Peerings   []Peering   `json:"peerings,omitempty"`
	ImageCache *ImageCache `json:"imageCache,omitempty"` // of a lab that has one
	Providers  []Provider  `json:"providers"`
}

// Network is the Docker network on which controllers and workload clusters meet.
type Network struct {
	Name   string `json:"name"`
	Subnet string `json:"subnet,omitempty"`
	State  string `json:"state"`
	Detail string `json:"detail,omitempty"`
}

// Peering is the connection of a management node to that network.
type Peering struct {
	Node   string `json:"node"`
	State  string `json:"state"`
	Detail string `json:"detail,omitempty"`
}

// ImageCache is the container through which nodes on Docker pull images.
type ImageCache struct {
	Name   string `json:"name"`
	State  string `json:"state"`
	Detail string `json:"detail,omitempty"`
}

// Provider is a provider of Cluster API that is installed, or Sveltos, which has the type AddonProvider.
type Provider struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Version string `json:"version"`
	State   string `json:"state,omitempty"`
	Detail  string `json:"detail,omitempty"`
}

// Cluster is the state of a workload cluster.
type Cluster struct {
	Name              string           `json:"name"`
	Namespace         string           `json:"namespace,omitempty"` // of the Cluster; nothing for default
	State             string           `json:"state"`
	Phase             string           `json:"phase,omitempty"` // as Cluster API names it
	KubernetesVersion string           `json:"kubernetesVersion,omitempty"`
	ControlPlane      planner.Replicas `json:"controlPlane"`
	Workers           planner.Replicas `json:"workers"`
	WorkerPools       []Pool           `json:"workerPools,omitempty"`
	Machines          []Machine        `json:"machines,omitempty"` // the control plane first
	Addons            []Addon          `json:"addons,omitempty"`
	Pods              *Pods            `json:"pods,omitempty"` // of a simulated cluster, or one on Docker, that can be looked into
	// Unanswered are webhooks and APIs on a simulated cluster behind whose Service nothing runs. They are passed over.
	Unanswered []string `json:"unanswered,omitempty"`
	// Broken is what was broken on purpose.
	Broken   []string `json:"broken,omitempty"`
	Endpoint string   `json:"endpoint,omitempty"`
	// Address is where this machine reaches the API server, if that is another place than the endpoint.
	Address    string `json:"address,omitempty"`
	Containers string `json:"containers,omitempty"` // what is wrong with the cluster's containers on Docker
	Kubeconfig string `json:"kubeconfig,omitempty"`
	WaitingFor string `json:"waitingFor,omitempty"`
}

// Pods counts the pods of a cluster. Those that have done their work do not count.
type Pods struct {
	Running int   `json:"running"`
	Wanted  int   `json:"wanted"`
	Waiting []Pod `json:"waiting,omitempty"`
}

// Pod is a pod that is not ready.
type Pod struct {
	Name       string `json:"name"` // with its namespace before it
	WaitingFor string `json:"waitingFor"`
}

// Contents is what is seen when one looks into a cluster.
type Contents struct {
	Pods       Pods
	Unanswered []string
}

// Pool is a group of equal workers.
type Pool struct {
	Name string `json:"name"`
	planner.Replicas
}

// Machine is a machine of a workload cluster.
type Machine struct {
	Name              string `json:"name"`
	Pool              string `json:"pool,omitempty"` // of workers; none for a machine of the control plane
	State             string `json:"state"`
	Node              string `json:"node,omitempty"` // once it has joined
	Address           string `json:"address,omitempty"`
	KubernetesVersion string `json:"kubernetesVersion,omitempty"`
	WaitingFor        string `json:"waitingFor,omitempty"`
}

// Addon is how an add-on profile stands on a cluster.
type Addon struct {
	Profile string `json:"profile"`
	State   string `json:"state"` // Ready, Waiting, Failed, Matched, Unknown
	Detail  string `json:"detail,omitempty"`
}

// Profile is the state of an add-on profile.
type Profile struct {
	Name      string   `json:"name"`
	Namespace string   `json:"namespace,omitempty"` // of a Profile; nothing for a ClusterProfile
	State     string   `json:"state"`
	Detail    string   `json:"detail,omitempty"`
	Clusters  []string `json:"matchingClusters"`
	Note      string   `json:"note,omitempty"`
}
