package spec

func (r *reader) fillDynamicDefaults(lab *Lab) {
	r.defaultManagement(lab)
	for i := range lab.WorkloadClusters {
		r.defaultWorkload(key("workloadClusters").item(i), lab.ManagementCluster.Provider, &lab.WorkloadClusters[i])
	}
}

// ManagementName is the name of a lab's management cluster whose lab file gives it none.
func ManagementName(lab string) string { return lab + "-management" }

func (r *reader) defaultManagement(lab *Lab) {
	m, at := &lab.ManagementCluster, key("managementCluster")
	if m.Name == "" && !r.has(at.key("name")) && lab.Name != "" {
		m.Name = ManagementName(lab.Name)
	}
	if m.Provider == ProviderEmbedded && !r.has(at.key("sveltos").key("version")) {
		m.Sveltos.Version = BuiltInSveltos
	}
	if m.Provider != ProviderK3d {
		return
	}
	if !r.has(at.key("image")) {
		m.Image = DefaultK3sImage
	}
	if !r.has(at.key("servers")) {
		m.Servers = 1
	}
}

// defaultWorkload picks Docker only where there is a Docker for certain. A cluster that the user describes in raw
// objects, or that is there, has no defaults: they would claim what nobody says.
func (r *reader) defaultWorkload(at *place, provider Provider, w *WorkloadCluster) {
	switch {
	case w.RawCluster():
		*w = WorkloadCluster{Name: w.Name, Count: w.Count, Manifests: w.Manifests, Files: w.Files}
	case w.Existing():
		*w = WorkloadCluster{Name: w.Name, Infrastructure: w.Infrastructure, Labels: w.Labels}
	case r.has(at.key("infrastructure")) || r.has(at.key("clusterClass")):
	case provider != "":
		w.Infrastructure, w.LeavesOpen = defaultInfrastructure[provider], true
	}
	for i := range w.Workers {
		if pool := &w.Workers[i]; pool.Autoscaling != nil && !r.has(at.key("workers").item(i).key("replicas")) {
			pool.Replicas = pool.Autoscaling.Min
		}
	}
}

var defaultInfrastructure = map[Provider]Infrastructure{
	ProviderK3d: InfrastructureDocker, ProviderEmbedded: InfrastructureSimulated, ProviderExisting: InfrastructureInMemory,
}

// Default gives the clusters that name no infrastructure another one than the default of today. A lab keeps the default that it
// was made with, for another infrastructure means other machines.
func (l *Lab) Default(infrastructure Infrastructure) {
	for i := range l.WorkloadClusters {
		if w := &l.WorkloadClusters[i]; w.LeavesOpen {
			w.Infrastructure = infrastructure
		}
	}
}

// UsesDocker says whether the lab needs Docker: for the management cluster, or for workload clusters.
func (l *Lab) UsesDocker() bool {
	return l.ManagementCluster.Provider == ProviderK3d || l.Has(InfrastructureDocker)
}

// Has says whether the lab has workload clusters on an infrastructure.
func (l *Lab) Has(infrastructure Infrastructure) bool {
	for i := range l.WorkloadClusters {
		if l.WorkloadClusters[i].Infrastructure == infrastructure {
			return true
		}
	}
	return false
}
