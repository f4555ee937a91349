package clusters

// simulatedParts are for clusters whose API is real: kaaslab-embedded starts one for a DevCluster with the annotation. The
// machines are those of an in-memory cluster.
func simulatedParts() parts {
	p := inMemoryParts()
	p.infrastructure["metadata"] = map[string]any{"annotations": map[string]any{
		"kaaslab.dev/infrastructure": "simulated",
		"kaaslab.dev/simulated":      "true",
	}}
	return p
}
