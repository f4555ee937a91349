package clusters

import "github.com/kaaslab/kaaslab/executor/kube"

// The variables of the Docker class beside the image of the nodes. Cluster API's provider puts the image of the load
// balancer together from both, with the name haproxy in between.
const (
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

func dockerPatches() []any {
	const docker = "/spec/template/spec/backend/docker/"
	machines := map[string]any{"controlPlane": true, "machineDeploymentClass": map[string]any{"names": []any{workerClass}}}
	return []any{
		patch("image", `{{ ne .image "" }}`, machineTemplate, machines,
			docker+"customImage", map[string]any{"variable": imageVariable}),
		patch("haproxy", `{{ ne (print .haproxyRepository .haproxyTag) "" }}`, infrastructureTemplate, map[string]any{"infrastructureCluster": true},
			docker+"loadBalancer", map[string]any{"template": `{imageRepository: {{ quote .haproxyRepository }}, imageTag: {{ quote .haproxyTag }}}`}),
	}
}

// patch sets one field of a class's templates, if the condition is true.
func patch(name, condition string, of kube.Resource, where map[string]any, path string, value map[string]any) any {
	return map[string]any{"name": name, "enabledIf": condition, "definitions": []any{map[string]any{
		"selector":    map[string]any{"apiVersion": of.APIVersion(), "kind": of.Kind, "matchResources": where},
		"jsonPatches": []any{map[string]any{"op": "add", "path": path, "valueFrom": value}},
	}}}
}
