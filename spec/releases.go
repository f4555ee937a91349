package spec

// Releases is what a line of Cluster API takes. A later line is a change of ClusterAPI, and of the versions of the modules.
type Releases struct {
	Line    string // of Cluster API, as v1.14
	BuiltIn string // the release that kaaslab is made with, and proposes
	// The minor versions of Kubernetes 1 of the management cluster and of workload clusters, by its reference of versions.
	OldestManagement, NewestManagement int
	OldestWorkload, NewestWorkload     int
	// The first and the last release of Kubernetes for workload clusters of which there are node images.
	OldestRelease, NewestRelease string
	// LateMinor is a minor version that releases of the line up to LateRelease do not know, and FirstLate does.
	LateMinor              int
	LateRelease, FirstLate string
	// Features are its feature gates.
	Features []string
}

// ClusterAPILine is the line of Cluster API that this kaaslab is made for: all that plans, checks and messages know of versions.
var ClusterAPILine = Releases{
	Line: "v1.14", BuiltIn: BuiltInClusterAPI,
	OldestManagement: 33, NewestManagement: 37,
	OldestWorkload: 31, NewestWorkload: 37,
	OldestRelease: "v1.31.14", NewestRelease: "v1.37.0",
	LateMinor: 37, LateRelease: "v1.14.0", FirstLate: "v1.14.1",
	Features: []string{
		"ClusterTopology", "InPlaceUpdates", "KubeadmBootstrapFormatIgnition", "MachinePool", "MachineSetPreflightChecks",
		"MachineTaintPropagation", "MachineWaitForVolumeDetachConsiderVolumeAttachments", "PriorityQueue", "ReconcilerRateLimiting", "RuntimeSDK",
	},
}
