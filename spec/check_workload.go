package spec

import (
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

func (r *reader) checkWorkload(at *place, lab *Lab, w *WorkloadCluster) {
	if w.Count > 0 && len(w.Manifests) > 0 {
		r.refuse(at.key("manifests"), fault.ConflictingKeys, "does not go with count: the clusters would share the objects; give each cluster an entry")
	}
	r.checkHome(at.key("namespace"), w.Namespace)
	switch {
	case w.RawCluster():
		r.checkRaw(at, w)
		return
	case w.Existing():
		r.checkExisting(at, &lab.ManagementCluster, w)
		return
	}
	r.checkInfrastructure(at, &lab.ManagementCluster, w)
	r.checkImage(at.key("image"), w.Image)
	r.checkBalancerImage(at.key("loadBalancerImage"), w.LoadBalancerImage)
	r.checkWorkloadVersion(at, &lab.ManagementCluster, w)
	r.checkLabels(at.key("labels"), w.Labels, true)
	r.checkAnnotations(at.key("annotations"), w.Annotations)
	r.checkRanges(at, lab, w)
	r.checkMachines(at, &lab.ManagementCluster, w)
	r.checkClassPatches(at, w)
	r.checkTemplated(at, w)
	r.checkDocker(at, at, &lab.ManagementCluster, w)
}

// checkHome refuses namespaces in which Kubernetes has its own, and reports whether it is none of those.
func (r *reader) checkHome(at *place, namespace string) bool {
	isOwn := strings.HasPrefix(namespace, "kube-")
	if isOwn {
		r.refuse(at, fault.WrongForm, "%s is Kubernetes' own, as is every name that begins with kube-; take another", namespace)
	}
	return !isOwn
}

// topologyKeys describe a cluster that kaaslab makes, and so have no meaning beside a Cluster of the user's own.
var topologyKeys = []string{"count", "namespace", "infrastructure", "clusterClass", "variables", "kubernetesVersion", "image", "loadBalancerImage", "labels", "annotations", "podCIDR", "serviceCIDR", "serviceDomain", "controlPlane", "workers", "classPatches", "customHAProxyConfigTemplateRef"}

func (r *reader) checkRaw(at *place, w *WorkloadCluster) {
	for _, name := range topologyKeys {
		if r.has(at.key(name)) {
			r.refuseKey(at.key(name), fault.ConflictingKeys, "has no effect, for manifests hold the Cluster %s itself; set it there and remove it here", w.Name)
		}
	}
}

func (r *reader) checkInfrastructure(at *place, m *ManagementCluster, w *WorkloadCluster) {
	hasClass := r.has(at.key("clusterClass"))
	switch {
	case hasClass && r.has(at.key("infrastructure")):
		r.refuseKey(at.key("infrastructure"), fault.ConflictingKeys, "does not go with clusterClass, which decides that; remove one of them")
	case !m.Provider.Makes(w.Infrastructure):
		r.refuse(at.key("infrastructure"), fault.ConflictingKeys, w.Infrastructure.is().misfit, m.Provider)
	}
	if !hasClass && r.has(at.key("variables")) && r.unbroken(at, "clusterClass") {
		r.refuseKey(at.key("variables"), fault.ConflictingKeys, "is for a ClusterClass of your own; set clusterClass, or remove it")
	}
	for _, image := range []*place{at.key("image"), at.key("loadBalancerImage")} {
		r.onlyOn(InfrastructureDocker, at, image, m, w)
	}
}

// onlyOn refuses a key of a cluster or its machines that goes with one infrastructure only, where the cluster has another.
func (r *reader) onlyOn(on Infrastructure, cluster, key *place, m *ManagementCluster, w *WorkloadCluster) {
	if r.has(key) && w.Infrastructure != on && r.unbroken(cluster, "infrastructure") && m.Provider != "" {
		r.refuseKey(key, fault.ConflictingKeys, "goes with infrastructure %s only, and this cluster has %s", on, infrastructureWords(w))
	}
}

func infrastructureWords(w *WorkloadCluster) string {
	if w.ClusterClass != "" {
		return "clusterClass " + w.ClusterClass
	}
	return "infrastructure " + string(w.Infrastructure)
}

func (r *reader) checkMachines(at *place, m *ManagementCluster, w *WorkloadCluster) {
	if replicas := w.ControlPlane.Replicas; replicas > 0 && replicas%2 == 0 {
		r.refuse(at.key("controlPlane").key("replicas"), fault.EvenMembers, "%d is even; etcd needs an odd number of members, such as %d", replicas, replicas+1)
	}
	r.onlyOn(InfrastructureSimulated, at, at.key("controlPlane").key("machine"), m, w)
	r.checkOwnClass(at, at.key("controlPlane"), w, "variables")
	r.checkTemplated(at.key("controlPlane"), w)
	r.checkDocker(at, at.key("controlPlane"), m, w)
	r.checkMachineParts(at.key("controlPlane"), w.ControlPlane.ExtraMounts, w.ControlPlane.PreLoadImages)
	r.checkTaints(at.key("controlPlane").key("taints"), w.ControlPlane.Taints)
	first := map[string]int{}
	for i, pool := range w.Workers {
		r.onlyOn(InfrastructureSimulated, at, at.key("workers").item(i).key("machine"), m, w)
		r.checkPool(at, at.key("workers").item(i), w, &w.Workers[i])
		r.checkDocker(at, at.key("workers").item(i), m, w)
		r.checkMachinePool(at, at.key("workers").item(i), m, w, &w.Workers[i])
		if before, found := first[pool.Name]; found && pool.Name != "" {
			r.refuse(at.key("workers").item(i).key("name"), fault.Duplicate, "%s is already the name of %s; names of pools must differ", pool.Name, fmt.Sprintf("workers[%d]", before))
			continue
		}
		first[pool.Name] = i
	}
}
