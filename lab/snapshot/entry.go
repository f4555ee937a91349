package snapshot

import "time"

// Entry is a lab of this machine, as far as it can be told without its file. Its JSON is an interface.
type Entry struct {
	Name              string `json:"name"`
	State             string `json:"state"` // of the management cluster
	Detail            string `json:"detail,omitempty"`
	ManagementCluster string `json:"managementCluster,omitempty"`
	Provider          string `json:"provider,omitempty"`
	// Clusters are the workload clusters of which something is on this machine: a kubeconfig, or containers.
	Clusters []string   `json:"workloadClusters"`
	Made     *time.Time `json:"made,omitempty"`
	Expires  *time.Time `json:"expires,omitempty"`
	Disk     int64      `json:"diskBytes"`             // of the lab's files on this machine
	Memory   int64      `json:"memoryBytes,omitempty"` // of an embedded lab that runs
	File     string     `json:"file,omitempty"`        // that the lab was applied with last
	FileLost bool       `json:"fileLost,omitempty"`
}
