package existing

import (
	"slices"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// need is a resource that the cluster must serve.
type need struct {
	groupVersion string
	resource     string
	remedy       string // what to do when it does not
}

func (n need) String() string { return n.resource + " of " + n.groupVersion }

const (
	installClusterAPI = "run: CLUSTER_TOPOLOGY=true clusterctl init --infrastructure docker"
	installSveltos    = "install Sveltos: helm install projectsveltos projectsveltos/projectsveltos -n projectsveltos --create-namespace"
)

// needs lists what the lab needs of its management cluster. Who brings a ClusterClass or raw objects brings the providers
// for them, whatever they are.
func needs(lab *spec.Lab) []need {
	needs := []need{
		{"cluster.x-k8s.io/v1beta2", "clusters", installClusterAPI},
		{"cluster.x-k8s.io/v1beta2", "clusterclasses", installClusterAPI},
	}
	if usesOwnClass(lab) {
		needs = append(needs,
			need{"controlplane.cluster.x-k8s.io/v1beta2", "kubeadmcontrolplanetemplates", installClusterAPI},
			need{"bootstrap.cluster.x-k8s.io/v1beta2", "kubeadmconfigtemplates", installClusterAPI},
			need{"infrastructure.cluster.x-k8s.io/v1beta2", "devclustertemplates", installClusterAPI})
	}
	if planner.HasMachinePools(lab) {
		needs = append(needs, need{"infrastructure.cluster.x-k8s.io/v1beta2", "devmachinepooltemplates", installClusterAPI})
	}
	if len(lab.AddonProfiles) > 0 {
		needs = append(needs, need{"config.projectsveltos.io/v1beta1", "clusterprofiles", installSveltos})
	}
	if slices.ContainsFunc(lab.AddonProfiles, func(p spec.AddonProfile) bool { return p.Namespace != "" }) {
		needs = append(needs, need{"config.projectsveltos.io/v1beta1", "profiles", installSveltos})
	}
	return needs
}

// usesOwnClass reports whether some cluster is made from a ClusterClass of kaaslab's.
func usesOwnClass(lab *spec.Lab) bool {
	for _, cluster := range lab.WorkloadClusters {
		if cluster.ClusterClass == "" && cluster.Made() {
			return true
		}
	}
	return false
}
