package seed

import (
	"regexp"
	"strconv"

	"github.com/kaaslab/kaaslab/spec"
)

// known is what a lab file takes.
var known = spec.ClusterAPILine

var release = regexp.MustCompile(`^v?1\.([0-9]+)\.([0-9]+)(.*)$`)

// versionOf takes the version that machines run, which Cluster API takes without its v as well.
func (c *conversion) versionOf(m *machines, o *object, path ...string) {
	for _, is := range say(o, path...) {
		if release.MatchString(is.text) && is.text[0] != 'v' {
			c.change("Kubernetes %s becomes v%[1]s, as Cluster API writes it", is.text)
			is.text = "v" + is.text
		}
		m.versions = append(m.versions, is)
	}
}

// version is what the control plane said, else the workers.
func (m *machines) version() said {
	if len(m.versions) == 0 {
		return said{}
	}
	return m.versions[0]
}

func (c *conversion) version(e *clusterEntry, m *machines) {
	was := m.version()
	if was.text == "" {
		c.lose(e.from, e.from.line(), "its Kubernetes version is not in the files; it gets the default of the lab file")
		return
	}
	e.KubernetesVersion, e.by["kubernetesVersion"] = c.supported(was), was
	for _, other := range m.versions {
		if other.text != was.text {
			c.lose(other.by, other.line, "version %s of some workers; the whole cluster gets %s", other.text, e.KubernetesVersion)
		}
	}
}

// supported is the version itself, or the nearest that Cluster API takes.
func (c *conversion) supported(was said) string {
	parts := release.FindStringSubmatch(was.text)
	if parts == nil {
		c.lose(was.by, was.line, "Kubernetes version %q, which is none; the cluster gets the default of the lab file", was.text)
		return ""
	}
	minor, err := strconv.Atoi(parts[1])
	is := "v1." + parts[1] + "." + parts[2]
	switch {
	case err == nil && minor < known.OldestWorkload:
		is = known.OldestRelease()
	case err != nil || minor > known.NewestWorkload:
		is = known.NewestRelease()
	}
	if is != was.text {
		c.change("Kubernetes %s becomes %s: Cluster API %s takes releases of v1.%d to v1.%d for workload clusters", was.text, is, known.Line, known.OldestWorkload, known.NewestWorkload)
	}
	return is
}
