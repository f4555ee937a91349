package spec

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// known is what is checked against.
var known = ClusterAPILine

var imageVersion = regexp.MustCompile(`:v?1\.([0-9]+)\.[0-9]+`)

func (r *reader) checkManagementVersion(at *place, m *ManagementCluster) {
	if !m.Provider.Takes("image") || !r.checkImage(at.key("image"), m.Image) {
		return
	}
	found := imageVersion.FindStringSubmatch(m.Image)
	if found == nil {
		r.warn(at.key("image"), fault.Unchecked, "%s has no Kubernetes version in its tag, so nobody checks that Cluster API %s supports it (v1.%d to v1.%d)", quote(m.Image), known.Line, known.OldestManagement, known.NewestManagement)
		return
	}
	minor, _ := strconv.Atoi(found[1])
	r.checkMinor(at.key("image"), m, minor, known.OldestManagement, known.NewestManagement, "the management cluster")
}

func (r *reader) checkWorkloadVersion(at *place, m *ManagementCluster, w *WorkloadCluster) {
	minor := 0
	if _, err := fmt.Sscanf(w.KubernetesVersion, "v1.%d.", &minor); err == nil {
		r.checkMinor(at.key("kubernetesVersion"), m, minor, known.OldestWorkload, known.NewestWorkload, "workload clusters")
	}
}

// supported says whether workload clusters can have a version. What is none of theirs is for other checks.
func supported(version string) bool {
	minor := 0
	if _, err := fmt.Sscanf(version, "v1.%d.", &minor); err != nil {
		return true
	}
	return minor >= known.OldestWorkload && minor <= known.NewestWorkload
}

func (r *reader) checkMinor(at *place, m *ManagementCluster, minor, oldest, newest int, what string) {
	switch {
	case minor < oldest || minor > newest:
		r.refuse(at, fault.UnsupportedVersion, "Kubernetes v1.%d is not supported; Cluster API %s takes v1.%d to v1.%d for %s", minor, known.Line, oldest, newest, what)
	case minor == known.LateMinor && m.ClusterAPI.Version == known.LateRelease:
		r.refuse(at, fault.UnsupportedVersion, "Kubernetes v1.%d needs Cluster API %s or newer, and clusterAPI.version is %s", minor, known.FirstLate, known.LateRelease)
	}
}
