package images

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/untyped"
)

// In returns the images that an object names, as they stand there, each once and sorted: those of all containers of a pod or of a
// template of pods, wherever in the object that is, so that the kind need not be known; those that a pod mounts; and those that
// Cluster API's kinds for Docker make machines from.
func In(object map[string]any) []string {
	if object["kind"] == "CustomResourceDefinition" {
		return nil // it describes what others name
	}
	found := finder{}
	found.walk(object)
	if apiVersion, _ := object["apiVersion"].(string); strings.HasPrefix(apiVersion, "infrastructure.cluster.x-k8s.io/") {
		found.machines(object)
	}
	return sorted(found)
}

// finder has the images that were found.
type finder map[string]bool

func (f finder) add(value any) {
	if text, _ := value.(string); strings.TrimSpace(text) != "" {
		f[strings.TrimSpace(text)] = true
	}
}

func (f finder) walk(value any) {
	switch v := value.(type) {
	case map[string]any:
		for _, list := range []string{"containers", "initContainers", "ephemeralContainers"} {
			for _, container := range untyped.Items[map[string]any](v[list]) {
				f.add(container["image"])
			}
		}
		for _, volume := range untyped.Items[map[string]any](v["volumes"]) {
			mounted, _ := volume["image"].(map[string]any)
			f.add(mounted["reference"])
		}
		for _, inner := range v {
			f.walk(inner)
		}
	case []any:
		for _, inner := range v {
			f.walk(inner)
		}
	}
}

// machines looks for what templates of Docker machines and their load balancers say.
func (f finder) machines(value any) {
	switch v := value.(type) {
	case map[string]any:
		f.add(v["customImage"])
		loaded, _ := v["preLoadImages"].([]any)
		for _, image := range loaded {
			f.add(image)
		}
		if balancer, _ := v["loadBalancer"].(map[string]any); balancer["imageRepository"] != nil && balancer["imageTag"] != nil {
			f.add(fmt.Sprintf("%v/haproxy:%v", balancer["imageRepository"], balancer["imageTag"]))
		}
		for _, inner := range v {
			f.machines(inner)
		}
	case []any:
		for _, inner := range v {
			f.machines(inner)
		}
	}
}

func sorted(found finder) []string { return slices.Sorted(maps.Keys(found)) }
