package spec

// ManagementCluster is the cluster that runs Cluster API and Sveltos.
type ManagementCluster struct {
	// What the management cluster is made of: embedded is a local process without Docker, k3d is a k3s cluster on Docker, existing is any cluster by kubeconfig and context.
	Provider Provider `json:"provider,omitempty" jsonschema:"enum=embedded,enum=k3d,enum=existing,default=embedded,example=k3d"`
	// Name of the management cluster. The default is the lab's name with -management.
	Name string `json:"name,omitempty" jsonschema:"pattern=^[a-z0-9]([a-z0-9-]*[a-z0-9])?$,maxLength=32,example=capi-management" meaning:"use lower-case letters, digits and '-', with a letter or digit at both ends"`
	// k3s image of the nodes, whose tag is the Kubernetes version. Only with k3d, where the default is rancher/k3s:v1.36.1-k3s1.
	Image string `json:"image,omitempty" jsonschema:"minLength=1,example=rancher/k3s:v1.36.1-k3s1"`
	// Number of k3s servers: an odd number, for etcd needs a majority. Only with k3d, where the default is 1.
	Servers int `json:"servers,omitempty" jsonschema:"minimum=1,maximum=9,example=1"`
	// Number of k3s agents. Only with k3d.
	Agents int `json:"agents,omitempty" jsonschema:"minimum=0,maximum=50,example=0"`
	// Port of the Kubernetes API on 127.0.0.1. A free port is chosen, and kept, when this is empty. Not with existing.
	APIPort int `json:"apiPort,omitempty" jsonschema:"minimum=1,maximum=65535,example=6443"`
	// Published ports, as [address:]host:container[/protocol]@nodes, where host and container are a port each, or a range of the same length such as 8000-8010, and nodes is loadbalancer, server:0, agent:0 and so on. Only with k3d.
	Ports []string `json:"ports,omitempty" jsonschema:"minLength=1,example=8082:80@loadbalancer"`
	// Arguments of k3s on every server. Only with k3d.
	ServerArgs []string `json:"serverArgs,omitempty" jsonschema:"maxItems=100,pattern=^--?[a-z],example=--disable=traefik" meaning:"it must be a flag of k3s with its value behind '=', such as --disable=traefik"`
	// Arguments of k3s on every agent. Only with k3d.
	AgentArgs []string `json:"agentArgs,omitempty" jsonschema:"maxItems=100,pattern=^--?[a-z],example=--node-label=tier=batch" meaning:"it must be a flag of k3s with its value behind '=', such as --node-label=tier=batch"`
	// Environment of the nodes, for example a proxy. The values are never shown. Only with k3d.
	Env map[string]string `json:"env,omitempty" jsonschema:"example={\"HTTPS_PROXY\": \"http://proxy.example.com:3128\"}"`
	// What is mounted into every node, as source:path or source:path:ro, where source is an absolute path on the Docker host or the name of a Docker volume. Only with k3d.
	Volumes []string `json:"volumes,omitempty" jsonschema:"maxItems=100,minLength=1,example=/srv/charts:/charts:ro"`
	// Image registries as the nodes of this cluster alone use them. Of a host that registries of the lab has as well, this is what holds here. Only with k3d.
	Registries []Registry `json:"registries,omitempty" jsonschema:"maxItems=100,example={\"host\": \"docker.io\"\\, \"mirrors\": [\"https://mirror.example.com\"]}"`
	// Path of the kubeconfig file that reaches the cluster, relative to the lab file. Only with existing, where it is required.
	Kubeconfig string `json:"kubeconfig,omitempty" jsonschema:"minLength=1,example=./management.kubeconfig"`
	// Context in that kubeconfig. Only with existing, where it is required: the current context is never used.
	Context string `json:"context,omitempty" jsonschema:"minLength=1,example=kind-management"`
	// Cluster API as it is installed in the management cluster.
	ClusterAPI ClusterAPI `json:"clusterAPI,omitzero" jsonschema:"example={\"version\": \"v1.14.2\"}"`
	// Sveltos as it is installed in the management cluster.
	Sveltos Sveltos `json:"sveltos,omitzero" jsonschema:"example={\"mode\": \"Centralized\"}"`
	// Objects of any kind in the management cluster, in any namespace: each is the path of a file with objects, relative to the lab file, or an object itself. Definitions and namespaces are made first, and what is taken out here is removed there. Without a namespace objects are in default.
	Manifests []any `json:"manifests,omitempty" jsonschema:"maxItems=1000,example={\"apiVersion\": \"v1\"\\, \"kind\": \"Namespace\"\\, \"metadata\": {\"name\": \"monitoring\"}}"`

	// Files are the contents of Manifests, read and checked by Parse.
	Files []ManifestFile `json:"-"`
}

// ClusterAPI is the installation of Cluster API and its providers.
type ClusterAPI struct {
	// Version of Cluster API and its kubeadm and Docker providers.
	Version string `json:"version,omitempty" jsonschema:"pattern=^v1\\.14\\.(0|[1-9][0-9]{0\\,3})$,default=v1.14.2,example=v1.14.2" meaning:"it must be a release of Cluster API v1.14, such as v1.14.2"`
	// Local directory that holds the components in clusterctl's layout, relative to the lab file, for labs without internet.
	Repository string `json:"repository,omitempty" jsonschema:"minLength=1,example=./repository"`
	// Providers beside those that every lab has: any that clusterctl knows, or that has a url. They are installed, upgraded and removed with Cluster API; their definitions and objects stay when they are removed. Only with k3d.
	Providers []ClusterAPIProvider `json:"providers,omitempty" jsonschema:"maxItems=100,example={\"name\": \"in-cluster\"\\, \"type\": \"ipam\"\\, \"version\": \"v1.1.0\"}"`
	// Feature gates of Cluster API, as its documentation names them. Those that are not named are as upstream has them, and ClusterTopology is on. Only with k3d.
	Features map[string]bool `json:"features,omitempty" jsonschema:"example={\"MachineTaintPropagation\": true}"`
}

// SveltosMode says where the Sveltos agents run.
type SveltosMode string

// The modes of Sveltos.
const (
	// SveltosCentralized runs the agents in the management cluster.
	SveltosCentralized SveltosMode = "Centralized"
	// SveltosDistributed runs an agent in every workload cluster.
	SveltosDistributed SveltosMode = "Distributed"
)

// Sveltos is the installation of Sveltos, which puts add-ons on workload clusters.
type Sveltos struct {
	// Version of the Sveltos chart.
	Version string `json:"version,omitempty" jsonschema:"pattern=^(0|[1-9][0-9]{0\\,3})\\.(0|[1-9][0-9]{0\\,3})\\.(0|[1-9][0-9]{0\\,3})$,default=1.13.0,example=1.13.0" meaning:"it must be a chart version of three numbers, such as 1.13.0"`
	// Where the agents run: Centralized in the management cluster, Distributed in every workload cluster.
	Mode SveltosMode `json:"mode,omitempty" jsonschema:"enum=Centralized,enum=Distributed,default=Centralized,example=Centralized"`
	// Lets Sveltos send usage data to its makers. Off unless you say so.
	Telemetry bool `json:"telemetry,omitempty" jsonschema:"default=false,example=false"`
	// Chart to install instead of the public one: a path relative to the lab file, or an OCI or HTTP reference.
	Chart string `json:"chart,omitempty" jsonschema:"minLength=1,example=oci://registry.example.com/charts/projectsveltos"`
}
