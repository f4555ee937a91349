package planner

import (
	"slices"

	"github.com/kaaslab/kaaslab/spec"
)

// Size is what a lab takes of the machine that it runs on. It is the least that such labs were seen to take: add-ons and
// what users run come on top. All figures of the model are in this file.
type Size struct {
	// Containers is how many containers run a kubelet. They share the kernel's limits.
	Containers int
	// Memory and Disk are in bytes.
	Memory, Disk int64
	// Instances and Watches are of inotify. All containers count as one user: root.
	Instances, Watches int64
}

const mebibyte = 1 << 20

// What the parts of a lab on Docker take. A management cluster with two clusters of one control plane node and one worker
// took 2.4 GiB of memory and 2.9 GB of disk.
const (
	managementMemory   = 900 * mebibyte // k3s with Cluster API, cert-manager and Sveltos
	controlPlaneMemory = 512 * mebibyte
	workerMemory       = 256 * mebibyte
	imagesDisk         = 1200 * mebibyte // each image once
	nodeDisk           = 350 * mebibyte  // what a node unpacks, and its logs
)

// What an embedded management cluster takes: 517 MB before its first cluster, 1.1 GB with a hundred at rest and more
// while they come up, 147 MB of etcd data.
const (
	embeddedMemory = 512 * mebibyte
	inMemoryMemory = 12 * mebibyte // of an in-memory cluster, wherever it is simulated
	embeddedDisk   = 200 * mebibyte
	inMemoryDisk   = 2 * mebibyte
)

// What a simulated cluster takes, with one control plane node, one worker and two add-ons: 85 to 92 MB at rest.
const (
	simulatedMemory = 90 * mebibyte
	simulatedDisk   = 6 * mebibyte
	apiMemory       = 128 * mebibyte // what the clusters of a minor version share: the description of its API, 31 MB of objects, seen to take 125 MB
)

// What Sveltos takes as a process of an embedded lab, which has one while there are profiles and simulated clusters: 113 to
// 154 MB, with any number of clusters. On Docker it is a part of the management cluster.
const sveltosMemory = 150 * mebibyte

// What a node takes of inotify, and the host before the first node: systemd, containerd, kubelet and each component that
// reloads its certificates have instances of their own. Nodes with little on them took 28 instances and 285 watches, add-ons
// and busier nodes take more.
const (
	hostInstances = 64
	nodeInstances = 64
	hostWatches   = 8192
	nodeWatches   = 2048
)

// SizeOf predicts the size of a lab. Clusters of a ClusterClass of the user's own, and raw ones, count for nothing: the
// lab file does not tell where their machines are.
func SizeOf(lab *spec.Lab) Size {
	size := Size{}
	if add := managementSizes[lab.ManagementCluster.Provider]; add != nil {
		add(&size, lab.ManagementCluster)
	}
	size.addSveltos(lab)
	size.addAPIs(lab)
	for _, cluster := range lab.Clusters() {
		if add := workloadSizes[cluster.Infrastructure]; add != nil {
			add(&size, cluster)
		}
	}
	if size.Containers > 0 {
		size.Disk += imagesDisk + int64(size.Containers)*nodeDisk
		size.Instances = hostInstances + int64(size.Containers)*nodeInstances
		size.Watches = hostWatches + int64(size.Containers)*nodeWatches
	}
	return size
}

// SizeInMemory predicts the size that a lab would have if its simulated clusters were in memory, where fleets of hundreds
// fit. It reports false for a lab without simulated clusters.
func SizeInMemory(lab *spec.Lab) (Size, bool) {
	if !lab.Has(spec.Infrastructure.Emulated) {
		return Size{}, false
	}
	lighter := *lab
	lighter.WorkloadClusters = slices.Clone(lab.WorkloadClusters)
	for i := range lighter.WorkloadClusters {
		if c := &lighter.WorkloadClusters[i]; c.Infrastructure.Emulated() {
			c.Infrastructure = spec.InfrastructureInMemory
		}
	}
	return SizeOf(&lighter), true
}

// managementSizes are those of management clusters. One that somebody else runs takes nothing of the lab's.
var managementSizes = map[spec.Provider]func(*Size, spec.ManagementCluster){
	spec.ProviderEmbedded: func(s *Size, _ spec.ManagementCluster) {
		s.Memory += embeddedMemory
		s.Disk += embeddedDisk
	},
	spec.ProviderK3d: func(s *Size, m spec.ManagementCluster) {
		s.Containers += m.Servers + m.Agents
		s.Memory += managementMemory + int64(m.Servers-1)*controlPlaneMemory + int64(m.Agents)*workerMemory
	},
}

// workloadSizes are those of workload clusters.
var workloadSizes = map[spec.Infrastructure]func(*Size, spec.WorkloadCluster){
	spec.InfrastructureInMemory: func(s *Size, _ spec.WorkloadCluster) {
		s.Memory += inMemoryMemory
		s.Disk += inMemoryDisk
	},
	spec.InfrastructureSimulated: func(s *Size, _ spec.WorkloadCluster) {
		s.Memory += simulatedMemory
		s.Disk += simulatedDisk
	},
	spec.InfrastructureDocker: func(s *Size, cluster spec.WorkloadCluster) {
		workers := 0
		for _, pool := range cluster.Workers {
			workers += pool.Replicas
		}
		s.Containers += cluster.ControlPlane.Replicas + workers
		s.Memory += int64(cluster.ControlPlane.Replicas)*controlPlaneMemory + int64(workers)*workerMemory
	},
}

// addSveltos counts the process that installs add-ons. In-memory clusters run nothing, so a lab of such alone does without.
func (s *Size) addSveltos(lab *spec.Lab) {
	if lab.RunsSveltos() && lab.ManagementCluster.Provider.BuiltIn() {
		s.Memory += sveltosMemory
	}
}

// addAPIs counts what each further minor version of simulated clusters takes. The first one is part of what clusters take.
func (s *Size) addAPIs(lab *spec.Lab) {
	minors := map[int]bool{}
	for _, cluster := range lab.Clusters() {
		if cluster.Infrastructure.Emulated() {
			minors[emulatedMinor(cluster.KubernetesVersion)] = true
		}
	}
	s.Memory += int64(max(0, len(minors)-1)) * apiMemory
}
