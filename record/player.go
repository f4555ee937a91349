package record

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/tools/cache"
)

var (
	clusters = schema.GroupVersionResource{Group: "cluster.x-k8s.io", Version: "v1beta2", Resource: "clusters"}
	classes  = schema.GroupVersionResource{Group: "cluster.x-k8s.io", Version: "v1beta2", Resource: "clusterclasses"}
	secrets  = schema.GroupVersionResource{Version: "v1", Resource: "secrets"}
)

const (
	namespace = "default"
	// finalizer is Cluster API's.
	finalizer = "cluster.cluster.x-k8s.io"
)

// Player plays Cluster API's part: classes are taken in at once, clusters are available at once and have a kubeconfig, and are gone
// at once when they are deleted. It leaves strangers alone.
type Player struct{ client dynamic.Interface }

// Play plays until the context ends.
func (p Player) Play(ctx context.Context) error {
	factory := dynamicinformer.NewDynamicSharedInformerFactory(p.client, 0)
	for of, act := range map[schema.GroupVersionResource]func(context.Context, *unstructured.Unstructured) error{clusters: p.cluster, classes: p.class} {
		react := func(seen any) {
			if object, ok := seen.(*unstructured.Unstructured); ok && !isStranger(object.GetName()) {
				_ = act(ctx, object) // it is seen again when it changed meanwhile
			}
		}
		if _, err := factory.ForResource(of).Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc: react, UpdateFunc: func(_, now any) { react(now) },
		}); err != nil {
			return err
		}
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	return nil
}

func (p Player) class(ctx context.Context, class *unstructured.Unstructured) error {
	if seen, _, _ := unstructured.NestedInt64(class.Object, "status", "observedGeneration"); seen == class.GetGeneration() {
		return nil
	}
	return p.say(ctx, classes, class, map[string]any{}, "VariablesReady=True", "RefVersionsUpToDate=True")
}

func (p Player) cluster(ctx context.Context, cluster *unstructured.Unstructured) error {
	seen, _, _ := unstructured.NestedInt64(cluster.Object, "status", "observedGeneration")
	switch {
	case cluster.GetDeletionTimestamp() != nil:
		return p.end(ctx, cluster)
	case len(cluster.GetFinalizers()) == 0:
		return p.patch(ctx, clusters, cluster, map[string]any{"metadata": map[string]any{"finalizers": []string{finalizer}}})
	case seen == cluster.GetGeneration():
		return nil
	}
	if err := p.kubeconfig(ctx, cluster.GetName()); err != nil {
		return err
	}
	masters, _, _ := unstructured.NestedInt64(cluster.Object, "spec", "topology", "controlPlane", "replicas")
	status := map[string]any{"phase": "Provisioned", "controlPlane": counts(masters), "workers": counts(workersOf(cluster))}
	return p.say(ctx, clusters, cluster, status, "TopologyReconciled=True", "Available=True", "RollingOut=False", "ScalingUp=False", "ScalingDown=False")
}

// workersOf is how many workers a cluster is to have.
func workersOf(cluster *unstructured.Unstructured) (workers int64) {
	pools, _, _ := unstructured.NestedSlice(cluster.Object, "spec", "topology", "workers", "machineDeployments")
	for _, pool := range pools {
		replicas, _, _ := unstructured.NestedInt64(pool.(map[string]any), "replicas")
		workers += replicas
	}
	return workers
}

func counts(n int64) map[string]any {
	return map[string]any{"desiredReplicas": n, "replicas": n, "readyReplicas": n, "upToDateReplicas": n}
}

// say writes a status with conditions, each as name=status.
func (p Player) say(ctx context.Context, of schema.GroupVersionResource, object *unstructured.Unstructured, status map[string]any, conditions ...string) error {
	var list []any
	for _, c := range conditions {
		name, value, _ := strings.Cut(c, "=")
		list = append(list, map[string]any{
			"type": name, "status": value, "reason": "Played", "message": "", "observedGeneration": object.GetGeneration(), "lastTransitionTime": "2026-01-01T00:00:00Z",
		})
	}
	status["conditions"], status["observedGeneration"] = list, object.GetGeneration()
	return p.patch(ctx, of, object, map[string]any{"status": status}, "status")
}

func (p Player) patch(ctx context.Context, of schema.GroupVersionResource, object *unstructured.Unstructured, patch map[string]any, subresource ...string) error {
	body, err := json.Marshal(patch)
	if err != nil {
		return err
	}
	_, err = p.client.Resource(of).Namespace(object.GetNamespace()).Patch(ctx, object.GetName(), types.MergePatchType, body, metav1.PatchOptions{}, subresource...)
	return err
}

// kubeconfig writes the secret with a cluster's kubeconfig, which leads nowhere.
func (p Player) kubeconfig(ctx context.Context, cluster string) error {
	content := fmt.Sprintf("apiVersion: v1\nkind: Config\ncurrent-context: c\nclusters: [{name: c, cluster: {server: \"https://127.0.0.1:1\"}}]\n"+
		"users: [{name: c, user: {token: %s}}]\ncontexts: [{name: c, context: {cluster: c, user: c}}]\n", canary)
	secret := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "Secret", "stringData": map[string]any{"value": content},
		"metadata": map[string]any{"name": cluster + "-kubeconfig", "labels": map[string]any{"cluster.x-k8s.io/cluster-name": cluster}},
	}}
	_, err := p.client.Resource(secrets).Namespace(namespace).Create(ctx, secret, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

func (p Player) end(ctx context.Context, cluster *unstructured.Unstructured) error {
	err := p.client.Resource(secrets).Namespace(namespace).Delete(ctx, cluster.GetName()+"-kubeconfig", metav1.DeleteOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		return err
	}
	return p.patch(ctx, clusters, cluster, map[string]any{"metadata": map[string]any{"finalizers": nil}})
}
