package install

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/util/retry"

	"github.com/kaaslab/kaaslab/embedded/internal/manifests"
)

// entry is one provider in clusterctl's inventory.
type entry struct{ namespace, object, name, kind string }

var inventory = []entry{
	{"capi-system", "cluster-api", "cluster-api", "CoreProvider"},
	{"capi-kubeadm-bootstrap-system", "bootstrap-kubeadm", "kubeadm", "BootstrapProvider"},
	{"capi-kubeadm-control-plane-system", "control-plane-kubeadm", "kubeadm", "ControlPlaneProvider"},
	{"capd-system", "infrastructure-docker", "docker", "InfrastructureProvider"},
}

var providerResource = schema.GroupVersionResource{
	Group: "clusterctl.cluster.x-k8s.io", Version: "v1alpha3", Resource: "providers",
}

// sveltosNamespace is where Sveltos' objects live; profiles are only stored
// here, but tools look for the namespace.
const sveltosNamespace = "projectsveltos"

// Namespaces makes the namespaces that providers and tools expect. The API
// server makes its own ones a moment after it is ready, and clients of a fresh
// lab count on "default", so that is waited for by making it as well.
func (i *Installer) Namespaces(ctx context.Context) error {
	for _, name := range []string{metav1.NamespaceDefault, sveltosNamespace} {
		if err := i.namespace(ctx, name, nil); err != nil {
			return err
		}
	}
	return nil
}

// Inventory records the providers as clusterctl would after an init with the
// given Cluster API version.
func (i *Installer) Inventory(ctx context.Context, version string) error {
	for _, e := range inventory {
		labels := map[string]string{manifests.ClusterctlLabel: "", manifests.ProviderLabel: e.object}
		if err := i.namespace(ctx, e.namespace, labels); err != nil {
			return err
		}
		if err := i.provider(ctx, e, version); err != nil {
			return fmt.Errorf("record provider %s: %w", e.object, err)
		}
	}
	return nil
}

func (i *Installer) namespace(ctx context.Context, name string, labels map[string]string) error {
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}}
	_, err := i.kube.CoreV1().Namespaces().Create(ctx, ns, metav1.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return fmt.Errorf("make namespace %s: %w", name, err)
	}
	return nil
}

func (i *Installer) provider(ctx context.Context, e entry, version string) error {
	api := i.dynamic.Resource(providerResource).Namespace(e.namespace)
	_, err := api.Create(ctx, e.record(version), metav1.CreateOptions{})
	if !apierrors.IsAlreadyExists(err) {
		return err
	}
	return retry.RetryOnConflict(retry.DefaultRetry, func() error {
		old, err := api.Get(ctx, e.object, metav1.GetOptions{})
		if err != nil || old.Object["version"] == version {
			return err
		}
		old.Object["version"] = version
		_, err = api.Update(ctx, old, metav1.UpdateOptions{})
		return err
	})
}

func (e entry) record(version string) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]interface{}{
		"apiVersion": providerResource.GroupVersion().String(),
		"kind":       "Provider",
		"metadata": map[string]interface{}{
			"name":      e.object,
			"namespace": e.namespace,
			"labels": map[string]interface{}{
				manifests.ClusterctlLabel:           "",
				manifests.ClusterctlLabel + "/core": "inventory",
				manifests.ProviderLabel:             e.object,
			},
		},
		"providerName": e.name,
		"type":         e.kind,
		"version":      version,
	}}
}
