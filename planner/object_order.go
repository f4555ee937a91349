package planner

import (
	"cmp"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/untyped"
	"github.com/kaaslab/kaaslab/spec"
)

// stage is when an object is made: after all of the stages before. It goes in the order turned round.
type stage int

// stageOther is the stage of objects of kinds that nobody here knows, which are most likely defined by what comes before them.
const (
	stageOther stage = 100 + iota
	// stageTemplate has what the objects of Cluster API are made from.
	stageTemplate
	// stageMachinery has the objects of Cluster API that become ready together or not at all: a control plane waits for its
	// Cluster, and the Cluster for its control plane. None of them needs another.
	stageMachinery
	// stageCluster has the Clusters themselves: they are made with the rest of the machinery, and go before it, for it is they
	// that take it down in order.
	stageCluster
)

// firstKinds are Kubernetes' own kinds in the order in which they are made: what is used before what uses it, and what has a
// say in the making of others when it can answer.
var firstKinds = []string{
	"Namespace", "CustomResourceDefinition",
	"PriorityClass", "RuntimeClass", "ResourceQuota", "LimitRange", "NetworkPolicy", "PodDisruptionBudget",
	"ServiceAccount", "Secret", "ConfigMap", "StorageClass", "PersistentVolume", "PersistentVolumeClaim",
	"ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "Service",
	"DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment", "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob",
	"IngressClass", "Ingress", "APIService", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
}

func stageOf(manifest Manifest) stage {
	group, kind := groupOf(manifest), untyped.Text(manifest, "kind")
	switch i := slices.Index(firstKinds, kind); {
	case i >= 0 && isBuiltIn(group):
		return stage(i)
	case !isClusterAPI(group):
		return stageOther
	case strings.HasSuffix(kind, "Template") || kind == "ClusterClass":
		return stageTemplate
	case kind == "Cluster":
		return stageCluster
	}
	return stageMachinery
}

// isBuiltIn knows Kubernetes' own groups, which have no dot or end with its domain.
func isBuiltIn(group string) bool {
	return !strings.Contains(group, ".") || strings.HasSuffix(group, ".k8s.io") && !strings.Contains(group, "x-k8s.io")
}

func isClusterAPI(group string) bool {
	return group == "cluster.x-k8s.io" || strings.HasSuffix(group, ".cluster.x-k8s.io")
}

// isSveltos knows the kinds that come with Sveltos.
func isSveltos(manifest Manifest) bool {
	return strings.HasSuffix(groupOf(manifest), ".projectsveltos.io")
}

// usesSveltos reports whether a lab has something for Sveltos to do.
func usesSveltos(lab *spec.Lab) bool {
	return len(lab.AddonProfiles) > 0 || slices.ContainsFunc(manifestsOf(lab), func(files []spec.ManifestFile) bool {
		return slices.ContainsFunc(installOrder(files), func(w written) bool { return isSveltos(w.Manifest) })
	})
}

// written is a manifest and where it is written.
type written struct {
	Manifest
	from string
}

// installOrder lists the objects of files by stage, and within a stage as they stand.
func installOrder(files []spec.ManifestFile) []written {
	var manifests []written
	for _, file := range files {
		for i, object := range file.Objects {
			manifests = append(manifests, written{object, file.At(i)})
		}
	}
	slices.SortStableFunc(manifests, func(a, b written) int { return cmp.Compare(stageOf(a.Manifest), stageOf(b.Manifest)) })
	return manifests
}

// definitionsOf lists the definitions of kinds that a lab's manifests hold, by group and kind of what they define.
func definitionsOf(lab *spec.Lab) map[string]ID {
	defined := map[string]ID{}
	for _, object := range manifestObjects(lab) {
		if IsDefinition(object) {
			defined[untyped.Text(object, "spec", "group")+"/"+untyped.Text(object, "spec", "names", "kind")] = objectID(object)
		}
	}
	return defined
}

// IsDefinition reports whether an object defines a kind.
func IsDefinition(manifest Manifest) bool {
	return groupOf(manifest) == "apiextensions.k8s.io" && untyped.Text(manifest, "kind") == "CustomResourceDefinition"
}

func groupKind(manifest Manifest) string {
	return groupOf(manifest) + "/" + untyped.Text(manifest, "kind")
}

func groupOf(manifest Manifest) string {
	group, _, found := strings.Cut(untyped.Text(manifest, "apiVersion"), "/")
	if !found {
		return ""
	}
	return group
}

// orderObjects makes the deletion of an object wait until those of the next stage that has any are gone.
func (d *drafts) orderObjects() {
	stages := map[stage][]*Step{}
	for id, step := range d.remove {
		if attrs, isObject := step.Resource.Attrs.(Object); isObject && id.Kind == KindObject {
			at := stageOf(attrs.Manifest)
			stages[at] = append(stages[at], step)
		}
	}
	var last []*Step
	for at := stageCluster; at >= 0; at-- {
		for _, step := range stages[at] {
			for _, first := range last {
				addNeed(step, first)
			}
		}
		if len(stages[at]) > 0 {
			last = stages[at]
		}
	}
}
