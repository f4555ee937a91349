package spec

import "github.com/kaaslab/kaaslab/internal/fault"

// checkMachinePool refuses what a MachinePool does not have, whose machines its provider replaces and looks after, and what it alone has.
func (r *reader) checkMachinePool(cluster, at *place, m *ManagementCluster, w *WorkloadCluster, pool *WorkerPool) {
	if !pool.MachinePool {
		if r.has(at.key("failureDomains")) && r.unbroken(at, "machinePool") {
			r.refuseKey(at.key("failureDomains"), fault.ConflictingKeys, "is for a pool with machinePool: true; set that, or name one in failureDomain")
		}
		return
	}
	if w.ClusterClass == "" {
		r.onlyOn(InfrastructureDocker, cluster, at.key("machinePool"), m, w)
	}
	for _, other := range []*place{at.key("healthCheck"), at.key("rollout"), at.key("deletion").key("order")} {
		if r.has(other) {
			r.refuseKey(other, fault.ConflictingKeys, "does not go with machinePool: Cluster API knows it of MachineDeployments only; remove one of them")
		}
	}
	if r.has(at.key("failureDomain")) {
		r.refuseKey(at.key("failureDomain"), fault.ConflictingKeys, "does not go with machinePool, whose machines are in several; write a list of them in failureDomains")
	}
	for _, name := range inClass {
		if r.has(at.key(name)) && w.ClusterClass == "" {
			r.refuseKey(at.key(name), fault.ConflictingKeys, "does not go with machinePool: Cluster API's provider for Docker would not replace the machines for it; remove one of them")
		}
	}
}
