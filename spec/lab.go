package spec

// APIVersion and Kind are what the first two keys of every lab file say.
const (
	APIVersion = "kaaslab.dev/v1alpha1"
	Kind       = "Lab"
)

// Lab is a Kubernetes-as-a-Service lab: one management cluster and the workload clusters that it builds.
type Lab struct {
	// Version of the lab file's format.
	APIVersion string `json:"apiVersion" jsonschema:"required,enum=kaaslab.dev/v1alpha1,example=kaaslab.dev/v1alpha1"`
	// Kind of the file.
	Kind string `json:"kind" jsonschema:"required,enum=Lab,example=Lab"`
	// Name of the lab. It marks everything that the lab owns (label kaaslab.dev/lab), so it cannot change while the lab exists.
	Name string `json:"name" jsonschema:"required,pattern=^[a-z0-9]([a-z0-9-]*[a-z0-9])?$,minLength=1,maxLength=40,example=kaas"`
	// Settings of the machine that the lab runs on.
	Host Host `json:"host,omitempty"`
	// The cluster that runs Cluster API and Sveltos, and holds the lab's objects.
	ManagementCluster ManagementCluster `json:"managementCluster,omitempty"`
	// The Docker network on which controllers and workload clusters reach each other. Only used with Docker workload clusters.
	Peering Peering `json:"peering,omitempty"`
	// What is installed on workload clusters. Each entry becomes one Sveltos ClusterProfile.
	AddonProfiles []AddonProfile `json:"addonProfiles,omitempty"`
	// The clusters that Cluster API builds.
	WorkloadClusters []WorkloadCluster `json:"workloadClusters,omitempty"`
}

// Host is the machine that the lab runs on.
type Host struct {
	// Kernel settings, raised to at least these values and never lowered. Nodes in containers share the host's inotify limits.
	Sysctl map[string]int64 `json:"sysctl,omitempty" jsonschema:"example={\"fs.inotify.max_user_instances\": 8192}"`
}

// Peering is the Docker network that joins the management cluster and the workload clusters.
type Peering struct {
	// Name of the Docker network. Cluster API's Docker provider knows no other name than kind.
	Network string `json:"network,omitempty" jsonschema:"enum=kind,default=kind,example=kind"`
	// IPv4 subnet of the network, when kaaslab creates it. A free one is chosen when this is empty.
	Subnet string `json:"subnet,omitempty" jsonschema:"example=172.30.0.0/16"`
	// Largest packet in bytes. The default is that of Docker's own bridge.
	MTU int `json:"mtu,omitempty" jsonschema:"minimum=576,maximum=65535,example=1500"`
	// Gives the network IPv6 addresses as well.
	IPv6 bool `json:"ipv6,omitempty" jsonschema:"default=false,example=false"`
}
