package spec

import "slices"

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
	if fill := m.Provider.is().fill; fill != nil {
		fill(r, at, m)
	}
}

func (r *reader) fillBuiltIn(at *place, m *ManagementCluster) {
	if !r.has(at.key("sveltos").key("version")) {
		m.Sveltos.Version = BuiltInSveltos
	}
}

func (r *reader) fillK3d(at *place, m *ManagementCluster) {
	if !r.has(at.key("image")) {
		m.Image = DefaultK3sImage
	}
	if !r.has(at.key("servers")) {
		m.Servers = 1
	}
}

// defaultWorkload picks the infrastructure that goes with the provider. A cluster that the user describes in raw
// objects, or that is there, has no defaults: they would claim what nobody says.
func (r *reader) defaultWorkload(at *place, provider Provider, w *WorkloadCluster) {
	switch {
	case w.RawCluster():
		*w = WorkloadCluster{Name: w.Name, Count: w.Count, Manifests: w.Manifests, Files: w.Files}
	case w.Existing():
		*w = WorkloadCluster{Name: w.Name, Infrastructure: w.Infrastructure, Labels: w.Labels}
	case r.has(at.key("infrastructure")) || r.has(at.key("clusterClass")):
	case provider != "":
		w.Infrastructure, w.LeavesOpen = provider.Default(), true
	}
	for i := range w.Workers {
		if pool := &w.Workers[i]; pool.Autoscaling != nil && !r.has(at.key("workers").item(i).key("replicas")) {
			pool.Replicas = pool.Autoscaling.Min
		}
	}
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
	return l.ManagementCluster.Provider.OnDocker() || l.Has(Infrastructure.OnDocker)
}

// Has says whether the lab has workload clusters on an infrastructure of some sort.
func (l *Lab) Has(sort func(Infrastructure) bool) bool {
	return slices.ContainsFunc(l.WorkloadClusters, func(w WorkloadCluster) bool { return sort(w.Infrastructure) })
}
