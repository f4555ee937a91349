package infrastructure

import "github.com/kaaslab/kaaslab/executor/kube"

// IPv6First is the name of the patch of clusters whose pods have addresses of IPv6 before those of IPv4.
const IPv6First = "ipv6-first"

// ipv6FirstPatch makes nodes call themselves by their address of IPv6: an API server takes services of IPv6 first only if its own
// address is one, and routes to pods go by the addresses of nodes. The load balancer in front of it keeps its address of IPv4, by which
// controllers reach it.
//
// It comes after all other patches, and so adds to the arguments of the kubelet whatever those are. Cluster API takes no patch of
// MachinePools for a class that has none.
func ipv6FirstPatch(machinePools bool) any {
	const kubeadm = "/spec/template/spec/kubeadmConfigSpec"
	endpoint := map[string]any{"advertiseAddress": "::"} // the address by which the node reaches others
	workers := map[string]any{"machineDeploymentClass": ofWorkers()}
	if machinePools {
		workers["machinePoolClass"] = ofWorkers()
	}
	return map[string]any{
		"name":      IPv6First,
		"enabledIf": `{{ contains ":" (index .builtin.cluster.network.pods 0) }}`,
		"definitions": []any{
			definition(ControlPlaneTemplate, map[string]any{"controlPlane": true},
				addition(kubeadm+"/initConfiguration/localAPIEndpoint", endpoint),
				addition(kubeadm+"/joinConfiguration/controlPlane", map[string]any{"localAPIEndpoint": endpoint}),
				nodeAddress(kubeadm+"/initConfiguration"), nodeAddress(kubeadm+"/joinConfiguration")),
			definition(BootstrapTemplate, workers, nodeAddress("/spec/template/spec/joinConfiguration")),
		},
	}
}

// nodeAddress has the kubelet take the node's address of IPv6.
func nodeAddress(configuration string) any {
	return addition(configuration+"/nodeRegistration/kubeletExtraArgs/-", map[string]any{"name": "node-ip", "value": "::"})
}

func addition(path string, value any) any {
	return map[string]any{"op": "add", "path": path, "value": value}
}

// definition changes one of a class's templates.
func definition(of kube.Resource, where map[string]any, patches ...any) any {
	return map[string]any{
		"selector":    map[string]any{"apiVersion": of.APIVersion(), "kind": of.Kind, "matchResources": where},
		"jsonPatches": patches,
	}
}
