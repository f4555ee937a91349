package fault

// What goes wrong with Kubernetes, Cluster API, Helm and Sveltos.
const (
	ServerUnreachable  Code = "KL5001"
	NotAllowed         Code = "KL5002"
	RefusedByServer    Code = "KL5003"
	KubernetesRequest  Code = "KL5004"
	NotServed          Code = "KL5005"
	GoneMeanwhile      Code = "KL5006"
	DamagedRecord      Code = "KL5007"
	ClusterAPIInstall  Code = "KL5010"
	ProviderRepository Code = "KL5011"
	WrongClass         Code = "KL5012"
	WorkloadKubeconfig Code = "KL5013"
	HelmRelease        Code = "KL5020"
	ChartMissing       Code = "KL5021"
	ChartDiffers       Code = "KL5022"
	AddonFailed        Code = "KL5023"
	PageUnreachable    Code = "KL5030"
)

var kubernetes = Area{"Kubernetes, Cluster API and add-ons", []Entry{
	{ServerUnreachable, "The API server does not answer", "The management cluster is down, is just coming up, or cannot be reached from here.",
		"`kaaslab status` shows its state, and `kaaslab apply` brings up one that is the lab's. For an existing cluster check its kubeconfig with `kubectl --kubeconfig ... --context ... get nodes`."},
	{NotAllowed, "The API server does not allow it", "The credentials are not valid, or their user has not the rights that the lab needs.",
		"Take a context whose user may create namespaces, custom resources and secrets; `kubectl auth can-i` tells what one may do."},
	{RefusedByServer, "The API server refused an object", "The object does not pass validation or a webhook, or another program owns a field of it. The message ends with the server's words.",
		"Correct what it says in the lab file or in the manifest that it comes from."},
	{KubernetesRequest, "A request to Kubernetes failed", "The API server answered with an error of its own. The message ends with its words.",
		"Run the same command again; if it stays, put right what the server says."},
	{NotServed, "The management cluster lacks something", "An existing management cluster does not serve a kind that the lab needs, such as those of Cluster API or Sveltos, or has not the namespace of a cluster. kaaslab installs nothing into clusters that it did not make.",
		"Install or make what the message names, or choose `provider: k3d` or `embedded`."},
	{GoneMeanwhile, "Something was removed while kaaslab waited for it", "Somebody, or a controller, deleted what the step had made.",
		"Find out who removed it, and apply again."},
	{DamagedRecord, "A record of the lab in the cluster cannot be read", "kaaslab writes down in a ConfigMap what belongs to a lab, and somebody changed it.",
		"Remove what the message names; kaaslab then finds by labels what is the lab's."},
	{ClusterAPIInstall, "Cluster API could not be installed or upgraded", "A step of clusterctl failed: a manifest could not be fetched, or the management cluster refused an object.",
		"Read the end of the message. Without internet, set `managementCluster.clusterAPI.repository` to a local repository."},
	{ProviderRepository, "The repository of Cluster API is not complete", "A file is missing in the directory that `managementCluster.clusterAPI.repository` names, or it holds several versions of something of which one is needed.",
		"Bring the directory into the layout of a local clusterctl repository, with the versions that the message names."},
	{WrongClass, "A cluster does not fit its ClusterClass", "The ClusterClass has no machine class of the pool's name, or kaaslab knows no class for the infrastructure.",
		"Name the pool after one of the classes that the message lists, or correct the ClusterClass."},
	{WorkloadKubeconfig, "A workload cluster has no usable kubeconfig", "The secret that Cluster API writes for the cluster is empty or damaged, or the cluster has no address that can be reached from here.",
		"Do what the message says, and apply again."},
	{HelmRelease, "The Helm release of Sveltos failed", "Helm could not install, upgrade or remove it. The message ends with Helm's words.",
		"Put right what it says, and run the same command again."},
	{ChartMissing, "The chart of Sveltos cannot be had", "There is no internet, the repository has no such version, or the file that `sveltos.chart` names cannot be read.",
		"Correct `managementCluster.sveltos.version`, or name a chart of your own in `sveltos.chart`."},
	{ChartDiffers, "The chart of Sveltos is not what it should be", "Its version or its checksum is another one than the lab file or the repository says.",
		"Correct `sveltos.version`; if the checksum is wrong, try again, and do not trust the source if that stays."},
	{AddonFailed, "An add-on could not be installed on a cluster", "Sveltos reports a failure that it does not get over by itself, such as a chart that is not there or values that do not fit. The message has its words.",
		"Correct the profile, and apply again. `kaaslab status` shows each cluster that it selects."},
	{PageUnreachable, "A page of an add-on cannot be reached", "The Service is not there, has another port, or none of its pods is ready; or the cluster does not answer.",
		"Look at `kaaslab status`; wait until the add-on is installed, or correct the entry in `open` of its profile."},
}}
