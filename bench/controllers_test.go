package bench

import (
	"context"
	"sync"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
)

var (
	clusters = schema.GroupVersionResource{Group: "cluster.x-k8s.io", Version: "v1beta2", Resource: "clusters"}
	classes  = schema.GroupVersionResource{Group: "cluster.x-k8s.io", Version: "v1beta2", Resource: "clusterclasses"}
	secrets  = schema.GroupVersionResource{Version: "v1", Resource: "secrets"}
	listAll  = metav1.ListOptions{}
)

// actAsControllers gives every Cluster the status and the kubeconfig that Cluster API would, so that nothing is to do.
func actAsControllers(b testing.TB, client dynamic.Interface) {
	b.Helper()
	ctx := context.Background()
	setReady(b, client, clusters, func(cluster *unstructured.Unstructured) {
		if _, err := client.Resource(secrets).Namespace("default").Create(ctx, kubeconfigOf(cluster), metav1.CreateOptions{}); err != nil {
			b.Error(err)
		}
	})
}

// setReady writes the status of every object of a type, several at a time.
func setReady(b testing.TB, client dynamic.Interface, resource schema.GroupVersionResource, also func(*unstructured.Unstructured)) {
	b.Helper()
	list, err := client.Resource(resource).Namespace("default").List(context.Background(), listAll)
	if err != nil {
		b.Fatal(err)
	}
	var group sync.WaitGroup
	slots := make(chan struct{}, 16)
	for i := range list.Items {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			object := &list.Items[i]
			also(object)
			object.Object["status"] = readyStatus(object)
			if _, err := client.Resource(resource).Namespace("default").UpdateStatus(context.Background(), object, metav1.UpdateOptions{}); err != nil {
				b.Error(err)
			}
		})
	}
	group.Wait()
}

func readyStatus(object *unstructured.Unstructured) map[string]any {
	status := map[string]any{
		"observedGeneration": object.GetGeneration(),
		"conditions":         conditions(object.GetGeneration()),
	}
	if object.GetKind() != "Cluster" {
		return status
	}
	status["phase"] = "Provisioned"
	status["controlPlane"] = replicas(1)
	status["workers"] = replicas(2)
	return status
}

// conditions are the v1beta2 conditions of an object with which all is well.
func conditions(generation int64) []any {
	var list []any
	for kind, value := range map[string]string{
		"Available": "True", "TopologyReconciled": "True", "RemoteConnectionProbe": "True", "InfrastructureReady": "True",
		"ControlPlaneInitialized": "True", "ControlPlaneAvailable": "True", "ControlPlaneMachinesReady": "True",
		"WorkersAvailable": "True", "WorkerMachinesReady": "True", "ControlPlaneMachinesUpToDate": "True",
		"WorkerMachinesUpToDate": "True", "RollingOut": "False", "ScalingUp": "False", "ScalingDown": "False",
		"Remediating": "False", "Deleting": "False", "Paused": "False", "VariablesReady": "True", "RefVersionsUpToDate": "True",
	} {
		list = append(list, map[string]any{
			"type": kind, "status": value, "reason": "Bench", "message": "", "observedGeneration": generation,
			"lastTransitionTime": "2026-01-01T00:00:00Z",
		})
	}
	return list
}

func replicas(count int64) map[string]any {
	return map[string]any{
		"replicas": count, "desiredReplicas": count, "readyReplicas": count, "availableReplicas": count, "upToDateReplicas": count,
	}
}

const kubeconfig = `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: u, user: {token: none}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
`

func kubeconfigOf(cluster *unstructured.Unstructured) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "Secret", "type": "cluster.x-k8s.io/secret",
		"metadata": map[string]any{
			"name": cluster.GetName() + "-kubeconfig", "namespace": "default",
			"labels": map[string]any{"cluster.x-k8s.io/cluster-name": cluster.GetName()},
		},
		"stringData": map[string]any{"value": kubeconfig},
	}}
}
