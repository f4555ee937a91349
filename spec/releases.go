package spec

// The releases that kaaslab is made with, and proposes. All that checks, plans and messages know of versions is in this file. What
// else has a later one of them is told by tests: tags in the types, go.mod, and the module of kaaslab-embedded.
const (
	// DefaultK3sImage is the k3s image of a management cluster made by k3d: k3d's own default is too old for Cluster API.
	DefaultK3sImage = "rancher/k3s:v1.36.1-k3s1"
	// BuiltInClusterAPI is the version of Cluster API that an embedded management cluster is built with.
	BuiltInClusterAPI = "v1.14.2"
	// BuiltInSveltos is the version of Sveltos that comes with it.
	BuiltInSveltos = "1.14.0"
)

// Releases is what a line of Cluster API takes.
type Releases struct {
	Line string // of Cluster API, as v1.14
	// The minor versions of Kubernetes 1 of the management cluster and of workload clusters, by its reference of versions.
	OldestManagement, NewestManagement int
	OldestWorkload, NewestWorkload     int
	// The minor versions whose API simulated clusters can have: that which kaaslab-embedded is built from, and the three before it.
	OldestEmulated, NewestEmulated int
	// Kubernetes are releases for workload clusters of which there are node images: one of each minor version, the oldest first. An
	// upgrade over several minor versions goes through them.
	Kubernetes []string
	// LateMinor is a minor version that releases of the line up to LateRelease do not know, and FirstLate does.
	LateMinor              int
	LateRelease, FirstLate string
	// Features are its feature gates.
	Features []string
}

// ClusterAPILine is the line of Cluster API that this kaaslab is made for: all that plans, checks and messages know of versions.
var ClusterAPILine = Releases{
	Line:             "v1.14",
	OldestManagement: 33, NewestManagement: 37,
	OldestWorkload: 31, NewestWorkload: 37,
	OldestEmulated: 33, NewestEmulated: 36,
	Kubernetes: []string{"v1.31.14", "v1.32.11", "v1.33.12", "v1.34.8", "v1.35.5", "v1.36.1", "v1.37.0"},
	LateMinor:  37, LateRelease: "v1.14.0", FirstLate: "v1.14.1",
	Features: []string{
		"ClusterTopology", "InPlaceUpdates", "KubeadmBootstrapFormatIgnition", "MachinePool", "MachineSetPreflightChecks",
		"MachineTaintPropagation", "MachineWaitForVolumeDetachConsiderVolumeAttachments", "PriorityQueue", "ReconcilerRateLimiting", "RuntimeSDK",
	},
}

// OldestRelease is the first release of Kubernetes for workload clusters.
func (r Releases) OldestRelease() string { return r.Kubernetes[0] }

// NewestRelease is the last one.
func (r Releases) NewestRelease() string { return r.Kubernetes[len(r.Kubernetes)-1] }
