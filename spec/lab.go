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
	Name string `json:"name" jsonschema:"required,pattern=^[a-z0-9]([a-z0-9-]*[a-z0-9])?$,minLength=1,maxLength=40,example=kaas" meaning:"use lower-case letters, digits and '-', with a letter or digit at both ends"`
	// How long the lab lives, from the apply that first says so, such as 2h or 36h30m. Then it is destroyed, with all that it holds. An apply of the file begins its time anew only if this value changed or the time is over; kaaslab extend gives it more.
	TTL string `json:"ttl,omitempty" jsonschema:"pattern=^([1-9][0-9]{0\\,4}h)?([1-9][0-9]{0\\,4}m)?([1-9][0-9]{0\\,4}s)?$,minLength=2,example=8h" meaning:"use hours, minutes and seconds, such as 2h or 1h30m"`
	// Settings of the machine that the lab runs on.
	Host Host `json:"host,omitzero" jsonschema:"example={\"sysctl\": {\"fs.inotify.max_user_instances\": 8192}}"`
	// The cluster that runs Cluster API and Sveltos, and holds the lab's objects.
	ManagementCluster ManagementCluster `json:"managementCluster,omitzero" jsonschema:"example={\"provider\": \"k3d\"}"`
	// How nodes reach image registries: mirrors, and logins. It holds for the nodes of a k3d management cluster, and for machines of workload clusters on Docker that are made from the class of kaaslab. A change replaces those machines, but for one of a password, which those that run get in place. What Docker itself pulls, and what kaaslab downloads for an archive or a bundle, is asked for with these logins, too.
	Registries []Registry `json:"registries,omitempty" jsonschema:"maxItems=100,example={\"host\": \"docker.io\"\\, \"mirrors\": [\"https://mirror.example.com\"]}"`
	// The proxy through which the same nodes pull images, Sveltos on k3d downloads charts, and kaaslab itself downloads where HTTPS_PROXY of the shell names none. A change replaces those machines, and the management cluster of k3d.
	Proxy Proxy `json:"proxy,omitzero" jsonschema:"example={\"https\": \"http://proxy.example.com:3128\"}"`
	// Files with certificates (PEM) of authorities that the same nodes, Sveltos on k3d, and kaaslab itself trust beside those that they know, such as the one of a proxy that looks into https, or of a registry in the own network. Paths are relative to the lab file. A change replaces those machines, and restarts the nodes of k3d.
	CertificateAuthorities []string `json:"certificateAuthorities,omitempty" jsonschema:"maxItems=20,minLength=1,example=./company-ca.pem"`
	// Archives with images, which Docker and the nodes have before a registry is asked for them: for a lab without internet, and for images that are made on this machine. They reach nodes that run without a restart. Only used with Docker.
	ImageArchives []ImageArchive `json:"imageArchives,omitempty" jsonschema:"maxItems=50,example={\"path\": \"./images.tar\"}"`
	// Whether nodes pull images through a cache of the lab's own, which downloads each image once and not for each node of each cluster. It is a container beside the nodes, knows registries, proxy and certificateAuthorities, and goes with the lab. Only used with Docker. A change replaces machines of workload clusters, and restarts the nodes of k3d.
	ImageCache bool `json:"imageCache,omitempty" jsonschema:"default=false,example=true"`
	// The Docker network on which controllers and workload clusters reach each other. Only used with Docker workload clusters.
	Peering Peering `json:"peering,omitzero" jsonschema:"example={\"subnet\": \"172.30.0.0/16\"}"`
	// What is installed on workload clusters. Each entry becomes one Sveltos ClusterProfile, or a Profile if it names a namespace.
	AddonProfiles []AddonProfile `json:"addonProfiles,omitempty" jsonschema:"maxItems=500,example={\"name\": \"cilium\"\\, \"clusterSelector\": {\"matchLabels\": {\"cni\": \"cilium\"}}\\, \"manifests\": [\"./cilium.yaml\"]}"`
	// The clusters that Cluster API builds.
	WorkloadClusters []WorkloadCluster `json:"workloadClusters,omitempty" jsonschema:"maxItems=10000,example={\"name\": \"workload-01\"}"`

	// Authorities are those that the files of CertificateAuthorities hold, each once.
	Authorities []CertificateAuthority `json:"-"`
}

// Host is the machine that the lab runs on.
type Host struct {
	// Kernel settings, raised to at least these values and never lowered. Without this key a lab on Docker has its inotify limits, which nodes in containers share, raised to fs.inotify.max_user_instances 8192 and fs.inotify.max_user_watches 1048576, or more for a large lab, if they are too low for its nodes. Your own values are taken as they are; an empty mapping leaves the host alone, and the plan says if its limits are too low.
	Sysctl map[string]int64 `json:"sysctl,omitzero" jsonschema:"example={\"fs.inotify.max_user_instances\": 8192}"`
	// Writes the kernel settings to /etc/sysctl.d/99-kaaslab-<lab>.conf as well, so that they hold after a reboot. That takes root. The file goes with the lab.
	Persist bool `json:"persist,omitempty" jsonschema:"default=false,example=true"`
}

// Peering is the Docker network that joins the management cluster and the workload clusters.
type Peering struct {
	// Name of the Docker network. Cluster API's Docker provider knows no other name than kind.
	Network string `json:"network,omitempty" jsonschema:"enum=kind,default=kind,example=kind"`
	// IPv4 subnet of the network, when kaaslab creates it. Without it a free one is chosen.
	Subnet string `json:"subnet,omitempty" jsonschema:"example=172.30.0.0/16"`
	// Largest packet in bytes. The default is that of Docker's own bridge.
	MTU int `json:"mtu,omitempty" jsonschema:"minimum=1280,maximum=65535,example=1500"`
	// Gives the network IPv6 addresses as well.
	IPv6 bool `json:"ipv6,omitempty" jsonschema:"default=false,example=false"`
}
