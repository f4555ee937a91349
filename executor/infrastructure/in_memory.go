package infrastructure

// inMemory is for clusters that Cluster API's Dev provider simulates. There is no MachineHealthCheck: a simulated
// machine does not fail, and a check would cost a watch for each cluster.
func inMemory(string) Class {
	return Class{
		Cluster: map[string]any{
			// The provider writes into the annotations of its DevCluster and needs at least one to be there.
			"metadata": map[string]any{"annotations": map[string]any{"kaaslab.dev/infrastructure": "inMemory"}},
			"spec":     map[string]any{"backend": map[string]any{"inMemory": map[string]any{}}},
		},
		ControlPlane: map[string]any{"spec": map[string]any{"kubeadmConfigSpec": map[string]any{
			"clusterConfiguration": map[string]any{"apiServer": map[string]any{"certSANs": []any{"localhost", "127.0.0.1"}}},
			"initConfiguration":    nodeRegistration(),
			"joinConfiguration":    nodeRegistration(),
		}}},
		ControlPlaneMachine: inMemoryMachine("vm", "node", "apiServer", "etcd"),
		WorkerMachine:       inMemoryMachine("vm", "node"),
		WorkerBootstrap:     map[string]any{"spec": map[string]any{"joinConfiguration": nodeRegistration()}},
	}
}

func nodeRegistration() map[string]any {
	return map[string]any{"nodeRegistration": map[string]any{"criSocket": "unix:///run/containerd/containerd.sock"}}
}

// inMemoryMachine is a machine whose parts start at once. Upstream can let each take a moment, of which little is seen,
// and all that looks at the machine waits for it. They are named: from what named its parts Cluster API cannot go to what
// names none.
func inMemoryMachine(startingParts ...string) map[string]any {
	starting := map[string]any{}
	for _, part := range startingParts {
		starting[part] = map[string]any{"provisioning": map[string]any{"startupDuration": "0s"}}
	}
	return map[string]any{"spec": map[string]any{"backend": map[string]any{"inMemory": starting}}}
}
