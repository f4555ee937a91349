package seed

import (
	"regexp"
	"strconv"

	"github.com/kaaslab/kaaslab/spec/draft"
)

// The minor versions of Kubernetes that a lab file takes for workload clusters, as package spec has them, and releases of
// the first and the last of which node images exist.
const (
	oldestMinor, newestMinor     = 31, 37
	oldestRelease, newestRelease = "v1.31.14", "v1.37.0"
)

var release = regexp.MustCompile(`^v?1\.([0-9]+)\.([0-9]+)(.*)$`)

// version is what the control plane said, else the workers.
func (m *machines) version() string {
	for _, version := range m.versions {
		if version != "" {
			return version
		}
	}
	return ""
}

func (c *conversion) version(w *draft.WorkloadCluster, m *machines) {
	was := m.version()
	w.KubernetesVersion = c.supported(w.Name, was)
	for _, other := range m.versions {
		if other != "" && other != was {
			c.lose("Cluster %s: version %s of some workers; the whole cluster gets %s", w.Name, other, w.KubernetesVersion)
		}
	}
}

// supported is the version itself, or the nearest that Cluster API takes.
func (c *conversion) supported(cluster, was string) string {
	parts := release.FindStringSubmatch(was)
	if parts == nil {
		c.lose("Cluster %s: Kubernetes version %q, which is none; it gets the default of the lab file", cluster, was)
		return ""
	}
	minor, _ := strconv.Atoi(parts[1])
	is := "v1." + parts[1] + "." + parts[2]
	switch {
	case minor < oldestMinor:
		is = oldestRelease
	case minor > newestMinor:
		is = newestRelease
	}
	if is != was {
		c.change("Kubernetes %s becomes %s: Cluster API v1.14 takes releases of v1.%d to v1.%d for workload clusters", was, is, oldestMinor, newestMinor)
	}
	return is
}
