package infrastructure

// simulated is for clusters whose API is real: kaaslab-embedded starts one for a DevCluster with the annotation. The
// machines are those of an in-memory cluster.
func simulated(lab string) Class {
	class := inMemory(lab)
	class.Cluster["metadata"] = map[string]any{"annotations": map[string]any{
		"kaaslab.dev/infrastructure": "simulated",
		"kaaslab.dev/simulated":      "true",
	}}
	return class
}
