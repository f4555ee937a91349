package spec

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
)

func (r *reader) checkPool(cluster, at *place, w *WorkloadCluster, pool *WorkerPool) {
	r.checkOwnClass(cluster, at, w, "class", "variables")
	r.checkTemplated(at, w)
	r.checkTaints(at.key("taints"), pool.Taints)
	r.checkWorkerKubeadm(at.key("kubeadmConfigSpec"), pool.KubeadmConfigSpec)
	r.checkMachineParts(at, pool.ExtraMounts, pool.PreLoadImages)
	r.checkAutoscaling(at, pool)
	r.checkRollingUpdate(at.key("rollout").key("strategy"), pool.Rollout.Strategy)
}

// checkOwnClass refuses what has a meaning to a ClusterClass of the user's own only.
func (r *reader) checkOwnClass(cluster, at *place, w *WorkloadCluster, names ...string) {
	for _, name := range names {
		if r.has(at.key(name)) && w.ClusterClass == "" && r.unbroken(cluster, "clusterClass") {
			r.refuseKey(at.key(name), fault.ConflictingKeys, "is for a ClusterClass of your own; set clusterClass, or remove it")
		}
	}
}

// keptTaints are taints that Cluster API and kubeadm set, or no longer set, by themselves.
var keptTaints = []string{"node.cluster.x-k8s.io/uninitialized", "node.cluster.x-k8s.io/outdated-revision", "node-role.kubernetes.io/master"}

// outOfService is the taint of Kubernetes' own that people set.
const outOfService = "node.kubernetes.io/out-of-service"

// checkTaints refuses what Cluster API keeps for itself, and what no node can have twice.
func (r *reader) checkTaints(at *place, taints []Taint) {
	first := map[[2]string]int{}
	for i, t := range taints {
		key := [2]string{t.Key, t.Effect}
		before, twice := first[key]
		switch {
		case t.Key == "":
		case twice:
			r.refuse(at.item(i), fault.Duplicate, "%s with effect %s is already there, as item %d; keep one", t.Key, t.Effect, before)
		case slices.Contains(keptTaints, t.Key) || isOf(t.Key, "node.kubernetes.io") && t.Key != outOfService || isOf(t.Key, "node.cloudprovider.kubernetes.io"):
			r.refuse(at.item(i).key("key"), fault.ReservedLabel, "%s is reserved: Kubernetes and Cluster API set it by themselves; use a key of your own", t.Key)
		}
		first[key] = i
	}
}

// checkTemplated refuses what is for the templates of the ClusterClass that kaaslab makes, where there is another one.
func (r *reader) checkTemplated(at *place, w *WorkloadCluster) {
	for _, name := range inClass {
		if r.has(at.key(name)) && w.ClusterClass != "" {
			r.refuseKey(at.key(name), fault.ConflictingKeys, "is for the ClusterClass that kaaslab makes, and this cluster has clusterClass %s; say it there, or remove one of the two", w.ClusterClass)
		}
	}
}

// checkWorkerKubeadm refuses what only a control plane is made from: a worker joins.
func (r *reader) checkWorkerKubeadm(at *place, config any) {
	fields, _ := config.(map[string]any)
	for _, name := range []string{"clusterConfiguration", "initConfiguration"} {
		if fields[name] != nil {
			r.refuseKey(at.key(name), fault.ConflictingKeys, "is for a control plane, and workers join one; write it under controlPlane, or joinConfiguration here")
		}
	}
}

func (r *reader) checkAutoscaling(at *place, pool *WorkerPool) {
	bounds := pool.Autoscaling
	if bounds == nil {
		return
	}
	if pool.Replicas != bounds.Min && r.unbroken(at, "replicas", "autoscaling") {
		r.refuseKey(at.key("replicas"), fault.ConflictingKeys, "does not go with autoscaling, which leaves the number of machines to the autoscaler; remove one of them")
	}
	if bounds.Max > 0 && bounds.Min > bounds.Max {
		r.refuse(at.key("autoscaling").key("min"), fault.OutOfBounds, "%d is more than max, which is %d", bounds.Min, bounds.Max)
	}
}

// share is a number of machines, or a percentage of a pool.
var share = regexp.MustCompile(`^([0-9]{1,4}|(100|[0-9]{1,2})%)$`)

func (r *reader) checkRollingUpdate(at *place, strategy RolloutStrategy) {
	inner := at.key("rollingUpdate")
	surge, unavailable := strategy.RollingUpdate.MaxSurge, strategy.RollingUpdate.MaxUnavailable
	if strategy.Type == "OnDelete" && r.has(inner) {
		r.refuseKey(inner, fault.ConflictingKeys, "does not go with type OnDelete, with which nothing is replaced by itself; remove it, or set type: RollingUpdate")
	}
	valid := r.checkShare(inner.key("maxSurge"), surge) && r.checkShare(inner.key("maxUnavailable"), unavailable)
	if valid && isNone(surge) && isNone(unavailable) {
		r.refuse(inner.key("maxUnavailable"), fault.OutOfBounds, "is 0, and so is maxSurge: no machine could ever be replaced; set one of them to 1")
	}
}

func (r *reader) checkShare(at *place, value any) bool {
	text, isText := value.(string)
	_, isNumber := value.(int64)
	if !r.has(at) || (isNumber || isText && text[max(0, len(text)-1):] == "%") && share.MatchString(fmt.Sprint(value)) {
		return true
	}
	found := "a mapping or a list" // what is in it is nobody's business: it may be a secret that got here by mistake
	switch value.(type) {
	case string, int64, float64, bool:
		found = quote(fmt.Sprint(value))
	}
	r.refuse(at, fault.WrongForm, "%s is not valid; it must be a number of machines, or a percentage in quotes such as \"25%%\"", found)
	return false
}

func isNone(value any) bool { return value == int64(0) || value == "0%" }
