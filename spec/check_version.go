package spec

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// The minor versions of Kubernetes 1 that Cluster API v1.14 supports, by its reference of versions.
const (
	oldestManagement, newestManagement = 33, 37
	oldestWorkload, newestWorkload     = 31, 37
)

// late is a Kubernetes version that only a later patch of Cluster API v1.14 knows.
const (
	lateMinor      = 37
	lateClusterAPI = "v1.14.0" // the last that does not know it
)

var imageVersion = regexp.MustCompile(`:v?1\.([0-9]+)\.[0-9]+`)

func (r *reader) checkManagementVersion(at *place, m *ManagementCluster) {
	if m.Provider != ProviderK3d || !r.checkImage(at.key("image"), m.Image) {
		return
	}
	found := imageVersion.FindStringSubmatch(m.Image)
	if found == nil {
		r.warn(at.key("image"), fault.Unchecked, "%s has no Kubernetes version in its tag, so nobody checks that Cluster API v1.14 supports it (v1.%d to v1.%d)", quote(m.Image), oldestManagement, newestManagement)
		return
	}
	minor, _ := strconv.Atoi(found[1])
	r.checkMinor(at.key("image"), m, minor, oldestManagement, newestManagement, "the management cluster")
}

func (r *reader) checkWorkloadVersion(at *place, m *ManagementCluster, w *WorkloadCluster) {
	minor := 0
	if _, err := fmt.Sscanf(w.KubernetesVersion, "v1.%d.", &minor); err == nil {
		r.checkMinor(at.key("kubernetesVersion"), m, minor, oldestWorkload, newestWorkload, "workload clusters")
	}
}

// supported says whether workload clusters can have a version. What is none of theirs is for other checks.
func supported(version string) bool {
	minor := 0
	if _, err := fmt.Sscanf(version, "v1.%d.", &minor); err != nil {
		return true
	}
	return minor >= oldestWorkload && minor <= newestWorkload
}

func (r *reader) checkMinor(at *place, m *ManagementCluster, minor, oldest, newest int, what string) {
	switch {
	case minor < oldest || minor > newest:
		r.refuse(at, fault.UnsupportedVersion, "Kubernetes v1.%d is not supported; Cluster API v1.14 takes v1.%d to v1.%d for %s", minor, oldest, newest, what)
	case minor == lateMinor && m.ClusterAPI.Version == lateClusterAPI:
		r.refuse(at, fault.UnsupportedVersion, "Kubernetes v1.%d needs Cluster API v1.14.1 or newer, and clusterAPI.version is %s", minor, lateClusterAPI)
	}
}
