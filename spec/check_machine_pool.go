package spec

import "github.com/kaaslab/kaaslab/internal/fault"

// ofMachineDeployments are the keys of a pool that a MachinePool does not have: its provider replaces machines, and they are not looked
// after one by one.
var ofMachineDeployments = []string{"healthCheck", "rollout"}

// checkMachinePool refuses what a MachinePool does not have, and what it alone has.
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
	for _, name := range ofMachineDeployments {
		r.notOfMachinePools(at.key(name))
	}
	r.notOfMachinePools(at.key("deletion").key("order"))
	if r.has(at.key("failureDomain")) {
		r.refuseKey(at.key("failureDomain"), fault.ConflictingKeys, "does not go with machinePool, whose machines are in several; write a list of them in failureDomains")
	}
	for _, name := range inClass {
		if r.has(at.key(name)) && w.ClusterClass == "" {
			r.refuseKey(at.key(name), fault.ConflictingKeys, "does not go with machinePool: Cluster API's provider for Docker would not replace the machines for it; remove one of them")
		}
	}
}

func (r *reader) notOfMachinePools(at *place) {
	if r.has(at) {
		r.refuseKey(at, fault.ConflictingKeys, "does not go with machinePool: Cluster API knows it of MachineDeployments only; remove one of them")
	}
}
