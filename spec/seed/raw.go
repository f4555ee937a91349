package seed

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// ownKinds are the kinds of infrastructures and control planes that kaaslab makes itself, or that nobody has named.
var ownKinds = []string{"", "DockerCluster", "DevCluster", "KubeadmControlPlane"}

// isForeign reports whether a cluster is of another infrastructure, or has another control plane, than kaaslab could make of its
// own: a lab on Docker would be another one. So it stays as it is.
func isForeign(cluster *object) bool {
	kind := func(field string) string {
		kind, _ := cluster.look("spec", field, "kind").(string)
		return kind
	}
	return cluster.look("spec", "topology") == nil &&
		(!slices.Contains(ownKinds, kind("infrastructureRef")) || !slices.Contains(ownKinds, kind("controlPlaneRef")))
}

// raw makes an entry of a cluster as it is, with all that belongs to it in a file beside the lab file.
func (c *conversion) raw(cluster *object) {
	e := &clusterEntry{from: cluster, WorkloadCluster: draft.WorkloadCluster{Name: cluster.name}}
	own := []*object{cluster}
	parts := c.rawParts[cluster]
	for _, part := range parts {
		if c.isShared(part) {
			e.Manifests = append(e.Manifests, c.rawFile(fileNameOf(part), part))
		} else {
			own = append(own, part)
		}
	}
	path := c.rawFile(cluster.name, own...)
	if path == "" {
		c.lose(cluster, cluster.line(), "cannot be written as a file")
		return
	}
	e.Manifests = append(e.Manifests, path)
	c.clusters = append(c.clusters, e)
	said := "%s: is in %s as it is, with what belongs to it: a lab file has no keys for clusters of its kind"
	if kinds := foreignKinds(parts); len(kinds) > 0 {
		said += "; name the providers that bring " + words.Some(kinds, words.Most) + " in managementCluster.clusterAPI.providers"
	}
	c.change(said, cluster, words.Some(e.Manifests, words.Most))
}

// foreignKinds are the kinds of parts that no lab has without being told.
func foreignKinds(parts []*object) []string {
	var kinds []string
	for _, part := range parts {
		group, kind, _ := strings.Cut(part.kind, "/")
		isOwn := strings.HasPrefix(kind, "Docker") || strings.HasPrefix(kind, "Dev") || strings.HasPrefix(kind, "Kubeadm") || group == "cluster.x-k8s.io"
		if strings.HasSuffix(group, ".x-k8s.io") && !isOwn && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// isShared reports whether several such clusters have the part. Each names its file.
func (c *conversion) isShared(part *object) bool {
	count := 0
	for _, parts := range c.rawParts {
		if slices.Contains(parts, part) {
			count++
		}
	}
	return count > 1
}

// findForeign finds the clusters that stay as they are, and what each is made of, before anything is taken.
func (c *conversion) findForeign() {
	for _, cluster := range c.ofKind(kindCluster) {
		if isForeign(cluster) {
			c.rawParts[cluster] = c.partsOf(cluster)
		}
	}
}

// partsOf are the objects in the files that a cluster is made of: those that say so, those that it names, and what these name.
func (c *conversion) partsOf(cluster *object) []*object {
	var found []*object
	add := func(o *object) {
		if o != cluster && !slices.Contains(found, o) {
			found = append(found, o)
		}
	}
	for _, o := range c.objects {
		if o.home() == cluster.home() && o.look("spec", "clusterName") == cluster.name && !isMachine(o) {
			add(o)
		}
	}
	for _, o := range c.namedBy(cluster, cluster.said()) {
		add(o)
	}
	for i := 0; i < len(found); i++ {
		for _, o := range c.namedBy(found[i], found[i].said()) {
			add(o)
		}
	}
	return found
}

// isMachine reports whether Cluster API makes the object from another one that has it in its template.
func isMachine(o *object) bool {
	return o.kind == "cluster.x-k8s.io/Machine" || o.kind == "cluster.x-k8s.io/MachineSet"
}

// namedBy are the objects that a value in an object names: by kind and name, or a ConfigMap or Secret by its name alone.
func (c *conversion) namedBy(by *object, value any) (found []*object) {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			found = append(found, c.namedBy(by, item)...)
		}
	case map[string]any:
		name, _ := value["name"].(string)
		kind, _ := value["kind"].(string)
		namespace, _ := value["namespace"].(string)
		for _, o := range c.objects {
			_, is, _ := strings.Cut(o.kind, "/")
			isMeant := kind == is || kind == "" && (o.kind == kindConfigMap || o.kind == kindSecret)
			isThere := o.namespace == "" || o.home() == by.home() || o.namespace == namespace
			if name != "" && o.name == name && isMeant && isThere && o.kind != kindCluster && !isMade(o) {
				found = append(found, o)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(value)) {
			found = append(found, c.namedBy(by, value[key])...)
		}
	}
	return found
}

// rawFile writes objects into a file. It returns nothing where that cannot be.
func (c *conversion) rawFile(name string, objects ...*object) (path string) {
	if path := c.rawFiles[objects[0]]; path != "" {
		return path
	}
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	secret := false
	for _, o := range objects {
		if encoder.Encode(asApplied(o)) != nil {
			return ""
		}
		o.drop()
		secret = secret || o.kind == kindSecret
	}
	if encoder.Close() != nil {
		return ""
	}
	path = c.result.Files.Add(c.file, "cluster", name, text.Bytes())
	if secret {
		c.result.Secrets = append(c.result.Secrets, path)
	}
	c.rawFiles[objects[0]] = path
	return path
}
