package install

import (
	"context"

	"github.com/kaaslab/kaaslab/executor/kube"
)

// question is an object that is asked about to hear whether a provider's webhook answers. A provider whose Deployment is
// available need not answer yet: the API server may not have its certificate (hazard H20).
type question struct {
	of   kube.Resource
	spec map[string]any
}

var questions = []question{
	{clusterKind("cluster.x-k8s.io", "Cluster", "clusters"), map[string]any{"paused": true}},
	{clusterKind("bootstrap.cluster.x-k8s.io", "KubeadmConfigTemplate", "kubeadmconfigtemplates"), template(map[string]any{})},
	// The template of a control plane has no mutating webhook, and one is not trusted because the other is.
	{clusterKind("controlplane.cluster.x-k8s.io", "KubeadmControlPlane", "kubeadmcontrolplanes"), controlPlane},
	{clusterKind("infrastructure.cluster.x-k8s.io", "DevClusterTemplate", "devclustertemplates"),
		template(map[string]any{"backend": map[string]any{"docker": map[string]any{}}})},
}

// controlPlane has what makes the API server ask the webhooks, and nothing that is there.
var controlPlane = map[string]any{
	"version":           "v1.36.1",
	"kubeadmConfigSpec": map[string]any{"format": "cloud-config"},
	"machineTemplate": map[string]any{"spec": map[string]any{"infrastructureRef": map[string]any{
		"apiGroup": "infrastructure.cluster.x-k8s.io", "kind": "DevMachineTemplate", "name": "kaaslab-probe",
	}}},
}

func clusterKind(group, kind, plural string) kube.Resource {
	return kube.Resource{Group: group, Version: "v1beta2", Kind: kind, Plural: plural, Namespaced: true}
}

func template(spec map[string]any) map[string]any {
	return map[string]any{"template": map[string]any{"spec": spec}}
}

// askWebhooks says which webhook does not answer, or nothing.
func askWebhooks(ctx context.Context, client *kube.Client) string {
	for _, q := range questions {
		object := q.of.New(kube.Namespace, "kaaslab-probe")
		object["spec"] = q.spec
		if err := client.Probe(ctx, q.of, object); err != nil {
			return "the webhook of " + q.of.Kind + " does not answer: " + kube.FirstLine(err.Error())
		}
	}
	return ""
}
