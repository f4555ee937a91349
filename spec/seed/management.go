package seed

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/spec"
)

// managementEntry is an object of the management cluster, in a file of its own: one that stays as it is, or what is made of one.
type managementEntry struct {
	from *object
	path string
}

// manageObject carries over an object of which a lab file has no key of its own, unless it is a part of what one has a key for.
func (c *conversion) manageObject(o *object) bool {
	if o.at != "" || !staysAsItIs(o) {
		return false
	}
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if encoder.Encode(asApplied(o)) != nil || encoder.Close() != nil {
		return false
	}
	path := c.result.Files.Add(c.file, o.home(), fileNameOf(o), text.Bytes())
	c.management = append(c.management, managementEntry{o, path})
	return true
}

// staysAsItIs reports whether the management cluster of a lab can have the object. Those of Cluster API's providers belong to
// clusters.
func staysAsItIs(o *object) bool {
	group, _, _ := strings.Cut(o.kind, "/")
	ofProvider := group == "cluster.x-k8s.io" || strings.HasSuffix(group, ".cluster.x-k8s.io") && group != "addons.cluster.x-k8s.io"
	return !ofProvider && !isProfile(o)
}

var noFileName = regexp.MustCompile(`[^A-Za-z0-9_.-]`)

func fileNameOf(o *object) string {
	_, kind, _ := strings.Cut(o.kind, "/")
	return noFileName.ReplaceAllString(strings.ToLower(kind)+"-"+o.name, "-")
}

// isLab reports whether something was found for which somebody has a lab: a Deployment alone is none.
func (c *conversion) isLab() bool {
	return len(c.clusters)+len(c.profiles) > 0 || slices.ContainsFunc(c.management, func(e managementEntry) bool {
		return strings.Contains(e.from.kind, ".projectsveltos.io/")
	})
}

func (c *conversion) managementPaths() []string {
	var paths []string
	for _, e := range c.management {
		paths = append(paths, e.path)
	}
	return paths
}

// tellManagement says where the objects are now.
func (c *conversion) tellManagement() {
	for _, e := range c.management {
		if isProfile(e.from) {
			continue // told where its values were taken apart
		}
		keep := ""
		if e.from.kind == kindSecret {
			c.result.Secrets = append(c.result.Secrets, e.path)
			keep = ". Keep the file from others"
		}
		c.change("%s: is in %s now, named in managementCluster.manifests%s", e.from, e.path, keep)
	}
}

var managementPlace = regexp.MustCompile(`^managementCluster\.manifests\[(\d+)\]`)

// managementProblem leaves out the object that a problem is about.
func (r *round) managementProblem(p spec.Problem) {
	place := managementPlace.FindStringSubmatch(p.Path)
	if place == nil {
		return
	}
	i, _ := strconv.Atoi(place[1])
	e := r.conversion.management[i]
	r.management[i] = true
	r.lose(e.from, e.from.line(), "is left out: %s", strings.TrimPrefix(p.Reason, e.path+":1: "))
}
