package planner

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/untyped"
	"github.com/kaaslab/kaaslab/spec"
)

// refuseUpgrade says why a cluster cannot get to a version that is several minor versions ahead: Cluster API goes there only through
// versions that the class lists.
func (c *comparison) refuseUpgrade(r Resource, there Observed) string {
	wanted, ok := r.Attrs.(WorkloadCluster)
	if !ok || wanted.Existing {
		return ""
	}
	from, to := there.Attrs.(WorkloadCluster).KubernetesVersion, wanted.KubernetesVersion
	listed := c.listedVersions(wanted)
	_, own := c.wanted[ID{KindClusterClass, wanted.ClusterClass}]
	switch {
	case !skipsMinor(from, to):
		return ""
	case wanted.Image != "":
		return fmt.Sprintf("goes from %s to %s over several versions, and image: %s is of one; leave image out, or go one minor version at a time", from, to, wanted.Image)
	case !own && len(listed) == 0:
		return fmt.Sprintf("kubernetes cannot skip minor versions from %s to %s, and ClusterClass %s lists no kubernetesVersions to go through; list them there, or go one minor version at a time", from, to, wanted.ClusterClass)
	case wayOf(from, to, listed) == nil || !slices.Contains(listed, to):
		return fmt.Sprintf("cannot go from %s to %s: kubernetesVersions of ClusterClass %s are %s; it needs %s and one of each minor version before it", from, to, wanted.ClusterClass, strings.Join(listed, ", "), to)
	}
	return ""
}

// withWay adds to a change of the version through which others it goes.
func (c *comparison) withWay(r Resource, changes []Change) []Change {
	wanted, _ := r.Attrs.(WorkloadCluster)
	for i, change := range changes {
		if way := wayOf(change.Old, change.New, c.listedVersions(wanted)); change.Field == "kubernetesVersion" && len(way) > 1 {
			changes[i].Via = strings.Join(way[:len(way)-1], " -> ")
		}
	}
	return changes
}

// listedVersions are the versions that a class lists: the lab's own, one of its manifests, or one that is there.
func (c *comparison) listedVersions(cluster WorkloadCluster) []string {
	id := ID{KindClusterClass, cluster.ClusterClass}
	if own, ok := c.wanted[id].Attrs.(ClusterClass); ok {
		return own.KubernetesVersions
	}
	if written, ok := c.wanted[cluster.writtenClass()].Attrs.(Object); ok {
		body, _ := written.Manifest["spec"].(map[string]any)
		return untyped.Items[string](body["kubernetesVersions"])
	}
	there, _ := c.observed[id].Attrs.(ClusterClass)
	return there.KubernetesVersions
}

// listVersions makes the lab's classes list versions where a cluster goes over several minor versions. A class that lists some goes
// on to: its list has those that its clusters have, and those that they get.
func (c *comparison) listVersions() {
	for i, r := range c.desired {
		class, ok := r.Attrs.(ClusterClass)
		if !ok {
			continue
		}
		there, _ := c.observed[r.ID].Attrs.(ClusterClass)
		used, skips := c.usedVersions(r.ID.Name)
		if skips || len(there.KubernetesVersions) > 0 {
			class.KubernetesVersions = withoutGaps(append(used, there.KubernetesVersions...))
			c.desired[i].Attrs = class
			c.wanted[r.ID] = c.desired[i]
		}
	}
}

// usedVersions are the versions that clusters of a class have and get, and whether one of them skips a minor version.
func (c *comparison) usedVersions(class string) (versions []string, skips bool) {
	for _, o := range c.there {
		if there, ok := o.Attrs.(WorkloadCluster); ok && there.ClusterClass == class {
			versions = append(versions, there.KubernetesVersion)
		}
	}
	for _, r := range c.desired {
		wanted, ok := r.Attrs.(WorkloadCluster)
		if !ok || wanted.ClusterClass != class {
			continue
		}
		versions = append(versions, wanted.KubernetesVersion)
		there, _ := c.observed[r.ID].Attrs.(WorkloadCluster)
		skips = skips || skipsMinor(there.KubernetesVersion, wanted.KubernetesVersion)
	}
	return versions, skips
}

// withoutGaps sorts versions and adds a release of each minor version that is missing between them.
func withoutGaps(versions []string) []string {
	all := slices.DeleteFunc(slices.Clone(versions), func(version string) bool { _, ok := parseVersion(version); return !ok })
	slices.SortFunc(all, compareVersions)
	for minor := minorOf(all[0]) + 1; minor < minorOf(all[len(all)-1]); minor++ {
		if newestOf(minor, all) == "" {
			if release := newestOf(minor, spec.ClusterAPILine.Kubernetes); release != "" {
				all = append(all, release)
				slices.SortFunc(all, compareVersions)
			}
		}
	}
	return slices.Compact(all)
}

// wayOf lists the versions after the first one, each of the next minor version, up to the last. It is Cluster API's own way: the newest
// that is listed of each. There is none where one is missing.
func wayOf(from, to string, listed []string) []string {
	if !skipsMinor(from, to) {
		return []string{to}
	}
	var way []string
	for minor := minorOf(from) + 1; minor < minorOf(to); minor++ {
		step := newestOf(minor, listed)
		if step == "" {
			return nil
		}
		way = append(way, step)
	}
	return append(way, to)
}

// newestOf is the newest of a minor version, or empty.
func newestOf(minor int, versions []string) string {
	newest := ""
	for _, version := range versions {
		if _, ok := parseVersion(version); ok && minorOf(version) == minor && (newest == "" || compareVersions(newest, version) < 0) {
			newest = version
		}
	}
	return newest
}
