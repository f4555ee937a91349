package record

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"
)

// Settle puts look-alikes of a lab's things beside it: objects of each kind that kaaslab writes, with the lab's label and an identity,
// which is not the lab's.
func Settle(ctx context.Context, client dynamic.Interface, lab string) error {
	for _, kind := range counted {
		object := &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": kind.GroupVersion().String(), "kind": kinds[kind.Resource],
			"metadata": map[string]any{
				"name": "stranger-" + lab, "labels": map[string]any{"kaaslab.dev/lab": lab},
				"annotations": map[string]any{"kaaslab.dev/id": "0123456789abcdef"},
			},
		}}
		if spec := specs[kind.Resource]; spec != nil {
			object.Object["spec"] = spec
		}
		resource := dynamic.ResourceInterface(client.Resource(kind))
		if kinds[kind.Resource] != "Namespace" && kinds[kind.Resource] != "ClusterProfile" {
			resource = client.Resource(kind).Namespace(namespace)
		}
		if _, err := resource.Create(ctx, object, metav1.CreateOptions{}); err != nil && !apierrors.IsAlreadyExists(err) {
			return fmt.Errorf("settle a stranger of %s: %w", kind.Resource, err)
		}
	}
	return nil
}

var kinds = map[string]string{
	"clusters": "Cluster", "clusterclasses": "ClusterClass", "secrets": "Secret", "configmaps": "ConfigMap", "namespaces": "Namespace",
	"leases": "Lease", "clusterprofiles": "ClusterProfile", "profiles": "Profile", "devclustertemplates": "DevClusterTemplate", "devmachinetemplates": "DevMachineTemplate",
	"kubeadmcontrolplanetemplates": "KubeadmControlPlaneTemplate", "kubeadmconfigtemplates": "KubeadmConfigTemplate",
}

func templateOf(spec map[string]any) map[string]any {
	return map[string]any{"template": map[string]any{"spec": spec}}
}

func templateRef(version, kind string) map[string]any {
	return map[string]any{"templateRef": map[string]any{"apiVersion": version, "kind": kind, "name": "stranger"}}
}

var commands = map[string]any{"preKubeadmCommands": []any{"true"}}

// specs are the least that the API server takes.
var specs = map[string]map[string]any{
	"clusters": {"paused": true},
	"clusterclasses": {
		"infrastructure": templateRef("infrastructure.cluster.x-k8s.io/v1beta2", "DevClusterTemplate"),
		"controlPlane":   templateRef("controlplane.cluster.x-k8s.io/v1beta2", "KubeadmControlPlaneTemplate"),
	},
	"devclustertemplates":          templateOf(map[string]any{"backend": map[string]any{"inMemory": map[string]any{}}}),
	"devmachinetemplates":          templateOf(map[string]any{"backend": map[string]any{"inMemory": map[string]any{}}}),
	"kubeadmcontrolplanetemplates": templateOf(map[string]any{"kubeadmConfigSpec": commands}),
	"kubeadmconfigtemplates":       templateOf(commands),
}
