package seed

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/draft"
)

func (c *conversion) profile(o *object) {
	o.used = true
	p := draft.AddonProfile{Name: o.name, ClusterSelector: selector(o), SyncMode: syncMode(o), DependsOn: texts(o, "spec", "dependsOn")}
	charts, _ := o.take("spec", "helmCharts").([]any)
	for i, content := range charts {
		p.HelmCharts = append(p.HelmCharts, c.chart(c.part(o, fmt.Sprintf("spec.helmCharts[%d]", i), content)))
	}
	refs, _ := o.take("spec", "policyRefs").([]any)
	for i, content := range refs {
		ref := c.part(o, fmt.Sprintf("spec.policyRefs[%d]", i), content)
		p.Manifests = append(p.Manifests, c.manifests(o, ref)...)
	}
	if len(p.HelmCharts)+len(p.Manifests) == 0 {
		c.lose("%s: nothing that it installs is in the files", o)
		return
	}
	c.change("%s: becomes addonProfiles entry %s, which selects clusters of this lab only", o, p.Name)
	c.lab.AddonProfiles = append(c.lab.AddonProfiles, p)
}

// selector takes the selector, which old Sveltos had as text: cni=cilium,tier=gold.
func selector(o *object) any {
	words := o.text("spec", "clusterSelector")
	if words == "" {
		return o.take("spec", "clusterSelector")
	}
	labels := map[string]string{}
	for word := range strings.SplitSeq(words, ",") {
		name, value, _ := strings.Cut(word, "=")
		labels[strings.TrimSpace(name)] = strings.TrimSpace(strings.TrimPrefix(value, "="))
	}
	return map[string]any{"matchLabels": labels}
}

func syncMode(o *object) string {
	known := []spec.SyncMode{spec.SyncContinuous, spec.SyncContinuousWithDriftDetection, spec.SyncOneTime, spec.SyncDryRun}
	if mode, _ := o.look("spec", "syncMode").(string); slices.Contains(known, spec.SyncMode(mode)) {
		return o.text("spec", "syncMode")
	}
	return "" // what is not known is reported
}

// texts takes a list of strings.
func texts(o *object, path ...string) []string {
	list, _ := o.take(path...).([]any)
	var found []string
	for _, item := range list {
		if text, isText := item.(string); isText {
			found = append(found, text)
		}
	}
	return found
}

// dropDangling removes dependencies on profiles that are not in the files, since they would be refused.
func (c *conversion) dropDangling() {
	for i := range c.lab.AddonProfiles {
		p := &c.lab.AddonProfiles[i]
		p.DependsOn = slices.DeleteFunc(p.DependsOn, func(name string) bool {
			missing := !slices.ContainsFunc(c.lab.AddonProfiles, func(other draft.AddonProfile) bool { return other.Name == name })
			if missing {
				c.lose("ClusterProfile %s: dependsOn %s, which is not in the files", p.Name, name)
			}
			return missing
		})
	}
}
