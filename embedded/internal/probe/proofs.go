package probe

import (
	"fmt"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

type object = map[string]interface{}

// proof is one request whose answer tells that a webhook had its say.
type proof struct {
	what     string
	resource string
	object   object
	judge    func(*unstructured.Unstructured, error) error
}

func proofs() []proof {
	return []proof{
		{
			what: "the webhooks of the infrastructure provider", resource: "devclusters",
			object: object{
				"apiVersion": "infrastructure.cluster.x-k8s.io/v1beta2", "kind": "DevCluster",
				"spec": object{"backend": object{}},
			},
			judge: has("spec", "backend", "docker"),
		},
		{
			what: "the webhooks of the bootstrap provider", resource: "kubeadmconfigs",
			object: object{
				"apiVersion": "bootstrap.cluster.x-k8s.io/v1beta2", "kind": "KubeadmConfig",
				"spec": object{"users": []interface{}{object{"name": "probe", "passwd": "x",
					"passwdFrom": object{"secret": object{"name": "x", "key": "x"}}}}},
			},
			judge: refused("passwd"),
		},
		{
			what: "the webhooks of the control plane provider", resource: "kubeadmcontrolplanes",
			object: evenControlPlane(),
			judge:  refused("even number"),
		},
		{
			what: "the webhooks of the core provider", resource: "clusters",
			object: object{
				"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Cluster",
				"spec": object{"paused": true},
			},
			judge: refused("must be set"),
		},
		{
			what: "conversion between versions", resource: "clusters",
			object: object{
				"apiVersion": "cluster.x-k8s.io/v1beta1", "kind": "Cluster",
				"spec": object{"infrastructureRef": object{
					"apiVersion": "infrastructure.cluster.x-k8s.io/v1beta1", "kind": "DevCluster", "name": "probe"}},
			},
			judge: has("spec", "infrastructureRef", "apiVersion"),
		},
	}
}

func evenControlPlane() object {
	return object{
		"apiVersion": "controlplane.cluster.x-k8s.io/v1beta2", "kind": "KubeadmControlPlane",
		"spec": object{
			"replicas": int64(2), "version": "v1.36.3", "kubeadmConfigSpec": object{"format": "cloud-config"},
			"machineTemplate": object{"spec": object{"infrastructureRef": object{
				"apiGroup": "infrastructure.cluster.x-k8s.io", "kind": "DevMachineTemplate", "name": "probe"}}},
		},
	}
}

// refused expects a refusal that speaks of the given text.
func refused(text string) func(*unstructured.Unstructured, error) error {
	return func(_ *unstructured.Unstructured, err error) error {
		switch {
		case err == nil:
			return fmt.Errorf("a request that must be refused was accepted")
		case apierrors.IsInvalid(err) || apierrors.IsForbidden(err) || apierrors.IsBadRequest(err):
			if strings.Contains(err.Error(), text) {
				return nil
			}
		}
		return fmt.Errorf("refused, but for another reason: %w", err)
	}
}

// has expects acceptance and a field in the answer.
func has(path ...string) func(*unstructured.Unstructured, error) error {
	return func(got *unstructured.Unstructured, err error) error {
		if err != nil {
			return err
		}
		if _, found, _ := unstructured.NestedFieldNoCopy(got.Object, path...); !found {
			return fmt.Errorf("the answer has no %s", strings.Join(path, "."))
		}
		return nil
	}
}
