package infrastructure

import (
	"strings"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec/classpatch"
)

// The variables of the Docker class: the image of the nodes, and two from which Cluster API's provider puts the image of the load
// balancer together, with the name haproxy in between.
const (
	imageVariable             = "image"
	haproxyRepositoryVariable = "haproxyRepository"
	haproxyTagVariable        = "haproxyTag"

	haproxyName = "/haproxy:"
)

// dockerVariables are what may differ from cluster to cluster. Empty means that Cluster API's provider chooses.
func dockerVariables() []any {
	return []any{
		textVariable(imageVariable, "Image of the nodes, for clusters that bring their own."),
		textVariable(haproxyRepositoryVariable, "Registry and path of the load balancer's image, which is named haproxy."),
		textVariable(haproxyTagVariable, "Tag of the load balancer's image."),
	}
}

func textVariable(name, description string) any {
	return map[string]any{"name": name, "required": false, "schema": map[string]any{"openAPIV3Schema": map[string]any{
		"type": "string", "default": "", "description": description,
	}}}
}

const dockerPath = "/spec/template/spec/backend/docker/"

func dockerPatches() []any {
	machines := map[string]any{"controlPlane": true, "machineDeploymentClass": ofWorkers()}
	return []any{
		imagePatch("image", MachineTemplate, machines),
		patch("haproxy", `{{ ne (print .haproxyRepository .haproxyTag) "" }}`, ClusterTemplate, map[string]any{"infrastructureCluster": true},
			dockerPath+"loadBalancer", map[string]any{"template": `{imageRepository: {{ quote .haproxyRepository }}, imageTag: {{ quote .haproxyTag }}}`}),
	}
}

func machinePoolPatches() []any {
	return []any{imagePatch("machine-pool-image", MachinePoolTemplate, map[string]any{"machinePoolClass": ofWorkers()})}
}

func ofWorkers() map[string]any { return map[string]any{"names": []any{classpatch.WorkerClass}} }

// imagePatch sets the image of the nodes, where a cluster brings its own.
func imagePatch(name string, of kube.Resource, where map[string]any) any {
	return patch(name, `{{ ne .image "" }}`, of, where, dockerPath+"customImage", map[string]any{"variable": imageVariable})
}

// patch sets one field of a class's templates, if the condition is true.
func patch(name, condition string, of kube.Resource, where map[string]any, path string, value map[string]any) any {
	return map[string]any{"name": name, "enabledIf": condition, "definitions": []any{
		definition(of, where, map[string]any{"op": "add", "path": path, "valueFrom": value}),
	}}
}

// SetImages adds the images of a cluster to the values of its class's variables.
func SetImages(values map[string]any, of planner.WorkloadCluster) {
	if of.Image != "" {
		values[imageVariable] = of.Image
	}
	if repository, tag, found := strings.Cut(of.LoadBalancerImage, haproxyName); found {
		values[haproxyRepositoryVariable], values[haproxyTagVariable] = repository, tag
	}
}

// ReadImage takes over an image from a variable of kaaslab's own class, and reports whether it is one. The one of the load balancer
// is in two: its name is put together from the repository, which comes first, and the tag.
func ReadImage(into *planner.WorkloadCluster, variable string, value any) bool {
	text, _ := value.(string)
	switch {
	case variable == imageVariable:
		into.Image = text
	case variable == haproxyRepositoryVariable && text != "":
		into.LoadBalancerImage = text + haproxyName + into.LoadBalancerImage
	case variable == haproxyTagVariable && text != "":
		into.LoadBalancerImage += text
	case variable != haproxyRepositoryVariable && variable != haproxyTagVariable:
		return false
	}
	return true
}
