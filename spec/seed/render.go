package seed

import (
	"bytes"
	"fmt"
	"path/filepath"

	"github.com/kaaslab/kaaslab/spec/draft"
)

// render writes the lab file, with what changed on the way on top, where the next reader finds it.
func (c *conversion) render() ([]byte, error) {
	var text bytes.Buffer
	fmt.Fprintf(&text, "# Made by kaaslab init --from %s.\n", c.names())
	text.WriteString(comment("What changed on the way:", c.result.Changes))
	lost := make([]string, len(c.result.Lost))
	for i, n := range c.result.Lost {
		lost[i] = n.short()
	}
	text.WriteString(comment("Not carried over:", lost))
	text.WriteString("\n")
	err := c.draft().Write(&text)
	return text.Bytes(), err
}

// draft is the lab file as far as it is made.
func (c *conversion) draft() draft.Lab {
	lab := c.lab
	lab.ManagementCluster.Manifests = c.managementPaths()
	if len(c.installs) > 0 {
		lab.ManagementCluster.ClusterAPI = &draft.ClusterAPI{}
	}
	for _, e := range c.installs {
		lab.ManagementCluster.ClusterAPI.Providers = append(lab.ManagementCluster.ClusterAPI.Providers, e.ClusterAPIProvider)
	}
	for _, e := range c.profiles {
		lab.AddonProfiles = append(lab.AddonProfiles, e.AddonProfile)
	}
	for _, e := range c.clusters {
		lab.WorkloadClusters = append(lab.WorkloadClusters, e.WorkloadCluster)
	}
	return lab
}

// mostNames bounds the first line where a directory holds many files.
const mostNames = 8

// names leaves directories out: they are of one machine.
func (c *conversion) names() string {
	var text bytes.Buffer
	for i, source := range c.sources {
		switch {
		case i == mostNames:
			fmt.Fprintf(&text, " and %d more", len(c.sources)-mostNames)
			return text.String()
		case i > 0:
			text.WriteString(" --from ")
		}
		text.WriteString(oneLine(filepath.Base(source.Name)))
	}
	return text.String()
}
