package spec

// WorkloadCluster is one cluster, or with count a fleet of equal ones, that Cluster API builds.
type WorkloadCluster struct {
	// Name of the cluster. With count, the stem of the names: fleet becomes fleet-001, fleet-002 and so on.
	Name string `json:"name" jsonschema:"required,pattern=^[a-z]([a-z0-9-]*[a-z0-9])?$,minLength=1,maxLength=40,example=workload-01" meaning:"use lower-case letters, digits and '-', with a letter first and a letter or digit last"`
	// Makes this entry a fleet of that many equal clusters. Without it the entry is one cluster.
	Count int `json:"count,omitempty" jsonschema:"minimum=1,maximum=10000,example=100"`
	// Namespace of the Cluster in the management cluster, with its machines and its kubeconfig. Without it that is default. kaaslab makes the namespace, unless manifests hold it; on a management cluster of somebody else it has to be there. Names of clusters differ in the whole lab, whatever their namespaces are. A change replaces the cluster.
	Namespace string `json:"namespace,omitempty" jsonschema:"maxLength=63,pattern=^[a-z0-9]([a-z0-9-]*[a-z0-9])?$,example=team-a" meaning:"use lower-case letters, digits and '-', with a letter or digit at both ends"`
	// What the machines are: docker containers, simulated or inMemory. simulated gives the cluster a real Kubernetes API, with controllers and scheduler, on which nodes and pods are as if they ran; it goes with managementCluster.provider embedded only. inMemory simulates Cluster API's view only, and no pod runs there: it is for fleets of hundreds. The default is docker with k3d, simulated with embedded, else inMemory; labs that were made when inMemory was the default with embedded keep it. existing is a Cluster that somebody else has made, of whatever kind: kaaslab labels it, waits until it is available and gives it add-ons; it never makes, scales or upgrades it, and removes it by destroy --adopted only. existing goes with managementCluster.provider existing only, and of the keys here with name, namespace and labels only. Not with clusterClass.
	Infrastructure Infrastructure `json:"infrastructure,omitempty" jsonschema:"enum=docker,enum=simulated,enum=inMemory,enum=existing,example=docker"`
	// Name of a ClusterClass of your own, in the namespace of the cluster, instead of the one that kaaslab makes.
	ClusterClass string `json:"clusterClass,omitempty" jsonschema:"pattern=^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$,maxLength=63,example=my-class" meaning:"use lower-case letters, digits, '-' and '.', with a letter or digit at both ends"`
	// Variables of that ClusterClass. Only with clusterClass.
	Variables map[string]any `json:"variables,omitempty" jsonschema:"example={\"size\": \"small\"}"`
	// Kubernetes version of the nodes. A change is a rolling upgrade by Cluster API.
	KubernetesVersion string `json:"kubernetesVersion,omitempty" jsonschema:"pattern=^v1\\.(0|[1-9][0-9]{0\\,2})\\.(0|[1-9][0-9]{0\\,3})$,default=v1.36.1,example=v1.36.1" meaning:"it must be a version with all three numbers, such as v1.36.1"`
	// Node image, for labs that bring their own. Cluster API picks the one for the version when this is empty. Only with docker.
	Image string `json:"image,omitempty" jsonschema:"minLength=1,example=kindest/node:v1.36.1"`
	// Image of the load balancer before the control plane, which must be named haproxy and have a tag. It is taken when the cluster is made. Cluster API picks one when this is empty. Only with docker.
	LoadBalancerImage string `json:"loadBalancerImage,omitempty" jsonschema:"minLength=1,example=registry.example.com/kindest/haproxy:v20230606-42a2262b"`
	// Labels of the cluster. Add-on profiles select clusters by them.
	Labels map[string]string `json:"labels,omitempty" jsonschema:"example={\"cni\": \"cilium\"}"`
	// Annotations of the cluster.
	Annotations map[string]string `json:"annotations,omitempty" jsonschema:"example={\"example.com/owner\": \"team-a\"}"`
	// Addresses of the pods: a range of IPv4, or for dual stack one of each with a comma between them, such as 10.244.0.0/16,fd00:10:244::/56. On Docker that needs peering.ipv6, and IPv6 may come first; pods of simulated clusters have addresses of the first one, which is of IPv4. IPv6 alone is for inMemory and a ClusterClass of your own.
	PodCIDR string `json:"podCIDR,omitempty" jsonschema:"default=10.244.0.0/16,example=10.244.0.0/16"`
	// Addresses of the services, of the same kinds as those of the pods, such as 10.96.0.0/12,fd00:10:96::/112.
	ServiceCIDR string `json:"serviceCIDR,omitempty" jsonschema:"default=10.96.0.0/12,example=10.96.0.0/12"`
	// Domain below which services have their names. kubeadm takes cluster.local when this is empty.
	ServiceDomain string `json:"serviceDomain,omitempty" jsonschema:"maxLength=253,pattern=^[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*$,example=cluster.local" meaning:"it must be a domain such as cluster.local"`
	// The machines that run the cluster's control plane.
	ControlPlane ControlPlane `json:"controlPlane,omitzero" jsonschema:"example={\"replicas\": 3}"`
	// Pools of worker machines.
	Workers []WorkerPool `json:"workers,omitempty" jsonschema:"example={\"name\": \"md-0\"\\, \"replicas\": 2}"`
	// ConfigMap whose key value is the template of haproxy's configuration, in the words of Cluster API. It is in the namespace of the cluster; write it under manifests of this entry. Only with docker. A change is made in place.
	CustomHAProxyConfigTemplateRef *LocalObject `json:"customHAProxyConfigTemplateRef,omitempty" jsonschema:"example={\"name\": \"haproxy\"}"`
	// JSON patches on the templates of the ClusterClass that kaaslab makes, for this entry alone: whatever kubeadm and the infrastructure provider take that has no key here. A change replaces the machines that it reaches. Plans show the values: what is secret belongs into a Secret that the template refers to. Nodes of simulated and inMemory clusters are not started by kubeadm, so that its settings have no effect on them. Not with clusterClass.
	ClassPatches []ClassPatch `json:"classPatches,omitempty" jsonschema:"example={\"target\": \"controlPlane\"\\, \"jsonPatches\": [{\"op\": \"add\"\\, \"path\": \"/spec/template/spec/kubeadmConfigSpec/preKubeadmCommands\"\\, \"value\": [\"hostname\"]}]}"`
	// Files with raw Kubernetes objects, relative to the lab file, that are applied to the management cluster before this cluster. If they hold a Cluster of this name, kaaslab makes none of its own, and the keys that describe one must stay empty.
	Manifests []string `json:"manifests,omitempty" jsonschema:"minLength=1,example=./workload-01.yaml"`

	// Files holds what Manifests names.
	Files []ManifestFile `json:"-"`
	// Sets are the ClusterSets of managementCluster.manifests that the cluster is in, by name, and the Sets, by namespace/name.
	Sets []string `json:"-"`
	// LeavesOpen says that the file does not name the infrastructure: it is the default.
	LeavesOpen bool `json:"-"`
}

// Existing reports whether the cluster is there already: the lab uses it, and does not decide what it is.
func (c WorkloadCluster) Existing() bool { return c.Infrastructure.Given() }

// Made reports whether kaaslab makes the Cluster, from a ClusterClass.
func (c WorkloadCluster) Made() bool { return !c.Existing() && !c.RawCluster() }

// ControlPlane is the control plane of a workload cluster.
type ControlPlane struct {
	// Number of control plane machines: an odd number, for etcd needs a majority.
	Replicas int `json:"replicas,omitempty" jsonschema:"minimum=1,maximum=9,default=1,example=3"`
	// Size of each machine. Only with simulated: machines of docker have what the host has, and on those of inMemory nothing is placed. A change is made in place.
	Machine *Machine `json:"machine,omitempty" jsonschema:"example={\"cpu\": 2\\, \"memory\": \"4Gi\"}"`
	// Labels and annotations of the machines, some of which Cluster API brings to their nodes. A change is made in place.
	Metadata Metadata `json:"metadata,omitzero" jsonschema:"example={\"labels\": {\"node.cluster.x-k8s.io/tier\": \"gold\"}}"`
	// Taints of the nodes. A change is made in place. Cluster API v1.14 brings them to nodes with the feature gate MachineTaintPropagation, which kaaslab turns on where it is needed; with managementCluster.provider existing it has to be on already.
	Taints []Taint `json:"taints,omitempty" jsonschema:"maxItems=64,example={\"key\": \"example.com/dedicated\"\\, \"value\": \"gpu\"\\, \"effect\": \"NoSchedule\"}"`
	// Which machines are replaced because they are unhealthy. Clusters on Docker have a health check without this key; others have none.
	HealthCheck HealthCheck `json:"healthCheck,omitzero" jsonschema:"example={\"enabled\": false}"`
	// Variables of the ClusterClass that differ for these machines. Only with clusterClass.
	Variables map[string]any `json:"variables,omitempty" jsonschema:"example={\"size\": \"large\"}"`
	// How kubeadm makes these nodes, as a KubeadmControlPlane of Cluster API (v1beta2) has it: arguments of the API server, the controller manager, the scheduler and the kubelet, feature gates, names in the certificate, files, and commands before and after kubeadm. It is laid over what the class of kaaslab has: of a list that has both, such as certSANs or kubeletExtraArgs, both hold, and an argument given here replaces the one of its name. initConfiguration is for the first machine and joinConfiguration for those that join it and for each that replaces one, so nodes that are to be equal need both. A change replaces these machines; of clusterConfiguration Cluster API takes some fields when the cluster is made only. Plans show the values: what is secret belongs into a Secret that contentFrom of a file names. Not with clusterClass; on simulated and inMemory clusters, whose nodes kubeadm does not start, nothing acts on it.
	KubeadmConfigSpec any `json:"kubeadmConfigSpec,omitempty" crd:"KubeadmConfig:" jsonschema:"example={\"clusterConfiguration\": {\"apiServer\": {\"extraArgs\": [{\"name\": \"audit-log-maxage\"\\, \"value\": \"30\"}]}}}"`
	// Files and directories of the Docker host in these machines, as Cluster API has them. Only with docker. Docker's socket is mounted by its own path only, and not by a directory that holds it: who has it is root on the host. A change replaces these machines.
	ExtraMounts []Mount `json:"extraMounts,omitempty" jsonschema:"example={\"hostPath\": \"/srv/data\"\\, \"containerPath\": \"/data\"}"`
	// Images that are put into these machines before kubeadm starts, from the Docker host, where kaaslab pulls them. Only with docker. A change replaces these machines.
	PreLoadImages []string `json:"preLoadImages,omitempty" jsonschema:"minLength=1,example=registry.k8s.io/pause:3.10"`
	// How machines are deleted.
	Deletion Deletion `json:"deletion,omitzero" jsonschema:"example={\"nodeDrainTimeoutSeconds\": 300}"`
}

// WorkerPool is a group of equal worker machines: a MachineDeployment in terms of Cluster API, or a MachinePool.
type WorkerPool struct {
	// Name of the pool, unique in its cluster.
	Name string `json:"name" jsonschema:"required,pattern=^[a-z0-9]([a-z0-9-]*[a-z0-9])?$,minLength=1,maxLength=30,example=md-0" meaning:"use lower-case letters, digits and '-', with a letter or digit at both ends"`
	// Number of machines.
	Replicas int `json:"replicas" jsonschema:"minimum=0,maximum=1000,default=1,example=2"`
	// Makes the pool a MachinePool of Cluster API, whose machines the provider makes and replaces as one group, as clouds do, in place of a MachineDeployment. With clusterClass the class has to have it under workers.machinePools; else only with docker, whose provider replaces machines of such a pool when their version or image changes, and for nothing else. A change makes the pool anew.
	MachinePool bool `json:"machinePool,omitempty" jsonschema:"example=true"`
	// Size of each machine, within which the scheduler places pods by what they request. Only with simulated: machines of docker have what the host has, and on those of inMemory nothing is placed. A change is made in place; pods that run stay where they are.
	Machine *Machine `json:"machine,omitempty" jsonschema:"example={\"cpu\": 8\\, \"memory\": \"16Gi\"}"`
	// Labels and annotations of the machines, some of which Cluster API brings to their nodes. A change is made in place.
	Metadata Metadata `json:"metadata,omitzero" jsonschema:"example={\"labels\": {\"node.cluster.x-k8s.io/tier\": \"gold\"}}"`
	// Taints of the nodes. A change is made in place. Cluster API v1.14 brings them to nodes with the feature gate MachineTaintPropagation, which kaaslab turns on where it is needed; with managementCluster.provider existing it has to be on already.
	Taints []Taint `json:"taints,omitempty" jsonschema:"maxItems=64,example={\"key\": \"example.com/dedicated\"\\, \"value\": \"gpu\"\\, \"effect\": \"NoSchedule\"}"`
	// Which machines are replaced because they are unhealthy. Clusters on Docker have a health check without this key; others have none.
	HealthCheck HealthCheck `json:"healthCheck,omitzero" jsonschema:"example={\"enabled\": false}"`
	// Variables of the ClusterClass that differ for these machines. Only with clusterClass.
	Variables map[string]any `json:"variables,omitempty" jsonschema:"example={\"size\": \"large\"}"`
	// How kubeadm makes the nodes of this pool, as a KubeadmConfigTemplate of Cluster API (v1beta2) has it: arguments of the kubelet, files, and commands before and after kubeadm. It is laid over what the class of kaaslab has: of a list that has both, such as kubeletExtraArgs, both hold, and an argument given here replaces the one of its name. Workers join, so that initConfiguration and clusterConfiguration are for controlPlane only. A change replaces the machines of the pool. Plans show the values: what is secret belongs into a Secret that contentFrom of a file names. Not with clusterClass; on simulated and inMemory clusters, whose nodes kubeadm does not start, nothing acts on it.
	KubeadmConfigSpec any `json:"kubeadmConfigSpec,omitempty" crd:"KubeadmConfig:" jsonschema:"example={\"joinConfiguration\": {\"nodeRegistration\": {\"kubeletExtraArgs\": [{\"name\": \"max-pods\"\\, \"value\": \"50\"}]}}}"`
	// Files and directories of the Docker host in these machines, as Cluster API has them. Only with docker. Docker's socket is mounted by its own path only, and not by a directory that holds it: who has it is root on the host. A change replaces these machines.
	ExtraMounts []Mount `json:"extraMounts,omitempty" jsonschema:"example={\"hostPath\": \"/srv/data\"\\, \"containerPath\": \"/data\"}"`
	// Images that are put into these machines before kubeadm starts, from the Docker host, where kaaslab pulls them. Only with docker. A change replaces these machines.
	PreLoadImages []string `json:"preLoadImages,omitempty" jsonschema:"minLength=1,example=registry.k8s.io/pause:3.10"`
	// Class of the pool in the ClusterClass. Without it, it is the class with the pool's name, or the only one. It cannot change. Only with clusterClass.
	Class string `json:"class,omitempty" jsonschema:"minLength=1,maxLength=256,example=default-worker"`
	// Failure domain in which the machines are made, such as a zone of a cloud. Not with machinePool.
	FailureDomain string `json:"failureDomain,omitempty" jsonschema:"minLength=1,maxLength=256,example=fd1"`
	// Failure domains over which the machines are spread. Only with machinePool.
	FailureDomains []string `json:"failureDomains,omitempty" jsonschema:"maxItems=100,minLength=1,example=fd1"`
	// Seconds for which a new machine has to be ready before it counts as available.
	MinReadySeconds *int `json:"minReadySeconds,omitempty" jsonschema:"minimum=0,maximum=2147483647,example=10"`
	// How machines are replaced when the pool changes.
	Rollout Rollout `json:"rollout,omitzero" jsonschema:"example={\"strategy\": {\"type\": \"OnDelete\"}}"`
	// How machines are deleted.
	Deletion PoolDeletion `json:"deletion,omitzero" jsonschema:"example={\"order\": \"Oldest\"}"`
	// Leaves the number of machines to the Cluster Autoscaler, or to somebody else, within these bounds. A new pool begins with min machines; kaaslab does not install the autoscaler. Not with replicas.
	Autoscaling *Autoscaling `json:"autoscaling,omitempty" jsonschema:"example={\"min\": 1\\, \"max\": 5}"`
	// Holds the pool back when kubernetesVersion rises: defer leaves this pool at its version, hold this one and those after it in the list. Without the key it follows. Workers may be three minor versions behind the control plane.
	Upgrade string `json:"upgrade,omitempty" jsonschema:"enum=defer,enum=hold,example=defer"`
}

// most is how many machines the pool can have.
func (p WorkerPool) most() int {
	if p.Autoscaling != nil {
		return p.Autoscaling.Max
	}
	return p.Replicas
}
