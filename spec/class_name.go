package spec

// ClassName is the name of a lab's ClusterClass for an infrastructure. Kubernetes names are lower case.
func ClassName(lab string, infrastructure Infrastructure) string {
	switch infrastructure {
	case InfrastructureInMemory:
		return lab + "-in-memory"
	case InfrastructureSimulated:
		return lab + "-simulated"
	}
	return lab + "-docker"
}

// Classed are the infrastructures for which kaaslab makes a ClusterClass.
var Classed = []Infrastructure{InfrastructureDocker, InfrastructureSimulated, InfrastructureInMemory}

// InfrastructureOf returns what a class of this name is for, if kaaslab makes such a class for the lab.
func InfrastructureOf(lab, class string) (Infrastructure, bool) {
	for _, candidate := range Classed {
		if ClassName(lab, candidate) == class {
			return candidate, true
		}
	}
	return "", false
}

// InstallsAddons reports whether add-ons are installed on clusters of an infrastructure: in-memory ones run nothing, and what an
// embedded management cluster makes of a class that is not kaaslab's is in memory.
func (p Provider) InstallsAddons(on Infrastructure) bool {
	if p == ProviderEmbedded {
		return on == InfrastructureSimulated
	}
	return on != InfrastructureInMemory
}
