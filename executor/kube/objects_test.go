package kube_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// labWith is a lab whose manifests hold these objects.
func labWith(manifests ...map[string]any) *spec.Lab {
	return &spec.Lab{
		Name: "contract", ManagementCluster: spec.ManagementCluster{Name: "m", Provider: spec.ProviderEmbedded},
		WorkloadClusters: []spec.WorkloadCluster{{Name: "c", ClusterClass: "x", Files: []spec.ManifestFile{{Objects: manifests}}}},
	}
}

func object(lab *spec.Lab) planner.Resource {
	for _, r := range planner.Desired(lab) {
		if r.ID.Kind == planner.KindObject {
			return r
		}
	}
	panic("no object")
}

func makeObjects(access *kube.Access, lab *ownership.Lab) executor.Handler {
	return kube.NewObjects(access, lab, true)
}

func copyObject(of kube.Resource, name, id string) func(*testing.T) planner.ID {
	return func(t *testing.T) planner.ID {
		kubetest.Copy(t, someone(t, of), name, name+"-copy")
		return planner.ID{Kind: planner.KindObject, Name: id}
	}
}

func newObjects(t *testing.T) executor.Handler {
	return kube.NewObjects(newAccess(t), ownershiptest.Lab("contract"), true)
}

func brokenObjects(t *testing.T) executor.Handler {
	return kube.NewObjects(kube.NewAccess(kube.Options{Kubeconfig: t.TempDir() + "/none", Context: "x"}), ownershiptest.Lab("contract"), true)
}

var clusterResource = kube.Resource{Group: "cluster.x-k8s.io", Version: "v1beta2", Kind: "Cluster", Plural: "clusters", Namespaced: true}

func rawCluster() map[string]any {
	return map[string]any{
		"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Cluster",
		"metadata": map[string]any{"name": "raw", "labels": map[string]any{"cni": "cilium"}},
		"spec": map[string]any{
			"paused": true,
			"topology": map[string]any{
				"classRef": map[string]any{"name": "own"}, "version": "v1.36.1",
				"controlPlane": map[string]any{"replicas": int64(1)},
				"workers": map[string]any{"machineDeployments": []any{
					map[string]any{"class": "w", "name": "md-0", "replicas": int64(1)},
					map[string]any{"class": "w", "name": "md-1", "replicas": int64(2)},
				}},
			},
		},
	}
}

func TestClusterObjectContract(t *testing.T) {
	lab := labWith(rawCluster())
	r := object(lab)
	changed := rawCluster()
	topology := kube.Object(changed).Map("spec", "topology")
	topology["workers"] = map[string]any{"machineDeployments": []any{map[string]any{"class": "w", "name": "md-1", "replicas": int64(3)}}}
	topology["variables"] = []any{map[string]any{"name": "size", "value": map[string]any{"cpu": int64(2), "share": 0.5}}}
	delete(kube.Object(changed).Map("metadata"), "labels")
	handlertest.Run(t, whose(handlertest.Subject{
		Lab: lab, Resource: r, New: newObjects, Broken: brokenObjects,
		Changed: planner.Object{Manifest: changed},
		Copy:    copyObject(clusterResource, "raw", "Cluster.raw-copy"),
		Settle: func(t *testing.T) {
			edit(t, clusterResource, "raw", `{"status":{"conditions":[{"type":"Available","status":"True","reason":"Test","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}`, "status")
		},
		NeverReady: func(t *testing.T) {},
		NeverGone:  func(t *testing.T) { holdOn(t, clusterResource, "raw") },
		Drift: func(t *testing.T) {
			edit(t, clusterResource, "raw", `{"spec":{"topology":{"controlPlane":{"replicas":3}}},"metadata":{"labels":{"cni":null}}}`)
		},
	}, clusterResource, "raw", makeObjects))
}

func TestSecretObjectContract(t *testing.T) {
	lab := labWith(map[string]any{
		"apiVersion": "v1", "kind": "Secret", "metadata": map[string]any{"name": "password"},
		"stringData": map[string]any{"password": "hunter2"},
	})
	changed := planner.HideSecret(planner.Manifest{
		"apiVersion": "v1", "kind": "Secret", "metadata": map[string]any{"name": "password"},
		"stringData": map[string]any{"other": "x"},
	})
	handlertest.Run(t, whose(handlertest.Subject{
		Lab: lab, Resource: object(lab), New: newObjects, Broken: brokenObjects, Changed: planner.Object{Manifest: changed},
		Copy:      copyObject(kube.Secrets, "password", "Secret.password-copy"),
		Drift:     func(t *testing.T) { edit(t, kube.Secrets, "password", `{"stringData":{"password":"mine"}}`) },
		NeverGone: func(t *testing.T) { holdOn(t, kube.Secrets, "password") },
	}, kube.Secrets, "password", makeObjects))
}

// TestValuesWrittenAnotherWay: servers rewrite quantities, and fill in defaults inside of lists.
func TestValuesWrittenAnotherWay(t *testing.T) {
	labels := map[string]any{"app": "x"}
	lab := labWith(map[string]any{
		"apiVersion": "apps/v1", "kind": "Deployment", "metadata": map[string]any{"name": "d"},
		"spec": map[string]any{"selector": map[string]any{"matchLabels": labels}, "template": map[string]any{
			"metadata": map[string]any{"labels": labels},
			"spec": map[string]any{"containers": []any{map[string]any{
				"name": "c", "image": "x", "resources": map[string]any{"limits": map[string]any{"cpu": "1000m"}},
				"ports": []any{map[string]any{"containerPort": int64(80)}}, "env": []any{map[string]any{"name": "A", "value": nil}},
			}}},
		}},
	})
	whoseElsewhere := handlertest.Nobodys("TestClusterObjectContract asks whose objects are")
	handlertest.Run(t, handlertest.Subject{Lab: lab, Resource: object(lab), New: newObjects, Without: whoseElsewhere, Drift: func(t *testing.T) {
		edit(t, kube.Resource{Group: "apps", Version: "v1", Plural: "deployments", Namespaced: true}, "d",
			`{"spec":{"selector":{"matchLabels":{"app":"x"}},"template":{"spec":{"containers":[{"name":"c","image":"y"}]}}}}`)
	}})
}

// TestInventory: kinds that the lab file no longer names are found again, and the inventory goes with the last object.
func TestInventory(t *testing.T) {
	one, two := labWith(map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "one"}}),
		labWith(map[string]any{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": map[string]any{"name": "two"}})
	objects := newObjects(t)
	report := func(string) {}
	for _, lab := range []*spec.Lab{one, two} {
		if err := objects.Apply(t.Context(), object(lab), report); err != nil {
			t.Fatal(err)
		}
	}
	observed, err := newObjects(t).Observe(t.Context(), planner.Want(labWith()))
	if err != nil || len(observed) != 2 {
		t.Fatalf("observed %v, %v; want both objects", observed, err)
	}
	for _, o := range observed {
		if err := objects.Delete(t.Context(), o.Resource, report); err != nil {
			t.Fatal(err)
		}
		if err := objects.AwaitGone(t.Context(), o.Resource, report); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := someone(t, kube.ConfigMaps).Get(t.Context(), "kaaslab-contract-objects", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("the inventory is still there: %v", err)
	}
}

// TestObjectsOfAllNamespacesAreFound: objects of one name in two namespaces are two, and both are found and go, with the namespace.
func TestObjectsOfAllNamespacesAreFound(t *testing.T) {
	configMap := func(namespace string) map[string]any {
		return map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "same", "namespace": namespace}}
	}
	lab := labWith()
	lab.ManagementCluster.Files = []spec.ManifestFile{{Objects: []map[string]any{
		{"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": map[string]any{"name": "all"}, "value": int64(1)},
		configMap("kube-public"), configMap("default"),
	}}}
	objects := newObjects(t)
	for _, r := range planner.Desired(lab) {
		if r.ID.Kind == planner.KindObject {
			if err := objects.Apply(t.Context(), r, silent); err != nil {
				t.Fatal(err)
			}
			if err := objects.AwaitReady(t.Context(), r, silent); err != nil {
				t.Fatal(err)
			}
		}
	}
	observed, err := newObjects(t).Observe(t.Context(), planner.Want(labWith()))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	remove := removing(t, objects)
	for _, o := range observed {
		found = append(found, o.ID.Name)
		remove(o.Resource)
	}
	slices.Sort(found)
	if want := []string{"ConfigMap.kube-public/same", "ConfigMap.same", "PriorityClass.all"}; !slices.Equal(found, want) {
		t.Errorf("found %q, want %q", found, want)
	}
}

// TestANamespaceOfWhatHasNoneIsRefused: the server would leave it out, and nobody would know the object again.
func TestANamespaceOfWhatHasNoneIsRefused(t *testing.T) {
	lab := labWith(map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": "n", "namespace": "other"}})
	err := newObjects(t).Apply(t.Context(), object(lab), silent)
	if err == nil || executor.OutlookOf(err, newObjects(t)) != executor.Lasting || !strings.Contains(err.Error(), "take metadata.namespace out") {
		t.Errorf("got %v", err)
	}
}

// TestObjectsAreReadyAsKstatusSays: what has a status of its own is waited for, unless nobody is there who would write it.
func TestObjectsAreReadyAsKstatusSays(t *testing.T) {
	lab := labWith(map[string]any{"apiVersion": "batch/v1", "kind": "Job", "metadata": map[string]any{"name": "j"}, "spec": map[string]any{
		"template": map[string]any{"spec": map[string]any{"restartPolicy": "Never", "containers": []any{map[string]any{"name": "c", "image": "x"}}}}}})
	r := object(lab)
	for bare, want := range map[bool]string{true: "", false: "Job j: Job not started"} {
		objects := kube.NewObjects(newAccess(t), ownershiptest.Lab("contract"), bare)
		if err := objects.Apply(t.Context(), r, silent); err != nil {
			t.Fatal(err)
		}
		observed, err := objects.Observe(t.Context(), planner.Want(lab))
		if err != nil || len(observed) != 1 || observed[0].Detail != want {
			t.Errorf("bare %v: observed %+v, %v", bare, observed, err)
		}
	}
	removing(t, newObjects(t))(r)
}

func removing(t *testing.T, objects executor.Handler) func(planner.Resource) {
	return func(r planner.Resource) {
		if err := errors.Join(objects.Delete(t.Context(), r, silent), objects.AwaitGone(t.Context(), r, silent)); err != nil {
			t.Fatal(err)
		}
	}
}

func silent(string) {}

// TestCopiesAreNotTheLabs: Cluster API copies the templates of a user's class with their labels.
func TestCopiesAreNotTheLabs(t *testing.T) {
	lab := labWith(map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "original"}})
	objects := newObjects(t)
	if err := objects.Apply(t.Context(), object(lab), func(string) {}); err != nil {
		t.Fatal(err)
	}
	copied := kube.ConfigMaps.New(kube.Namespace, "copy").With(map[string]string{
		planner.LabLabel: "contract", "kaaslab.dev/manifest": "true",
	}, nil)
	create(t, kube.ConfigMaps, copied)
	defer remove(t, kube.ConfigMaps, "copy")
	observed, err := objects.Observe(t.Context(), planner.Want(lab))
	if err != nil || len(observed) != 2 {
		t.Fatalf("observed %+v, %v; want the original and the copy", observed, err)
	}
	for _, o := range observed {
		if (o.Owner == "contract") != (o.ID == object(lab).ID) || (len(o.Notes) == 0) != (o.Owner == "contract") {
			t.Errorf("%s belongs to %q, and of it is said %q", o.ID, o.Owner, o.Notes)
		}
	}
	_ = objects.Delete(t.Context(), object(lab), func(string) {})
}

// TestObjectsOfAnEarlierKaaslabGetMarks: its field owner and the lab's name prove that they are the lab's.
func TestObjectsOfAnEarlierKaaslabGetMarks(t *testing.T) {
	lab := labWith(map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "early"}})
	objects, r := newObjects(t), object(lab)
	if err := objects.Apply(t.Context(), r, func(string) {}); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = objects.Delete(t.Context(), r, func(string) {}) }()
	early := kube.ConfigMaps.New(kube.Namespace, "early").With(map[string]string{planner.LabLabel: "contract", "kaaslab.dev/manifest": "true"}, nil)
	options := metav1.ApplyOptions{FieldManager: kube.FieldOwner, Force: true}
	if _, err := someone(t, kube.ConfigMaps).Apply(t.Context(), "early", &unstructured.Unstructured{Object: early}, options); err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{true, false} {
		observed, err := objects.Observe(t.Context(), planner.Want(lab))
		if err != nil || len(observed) != 1 || observed[0].Owner != "contract" || observed[0].Unmarked != want {
			t.Fatalf("observed %+v, %v; want it to be the lab's and unmarked: %v", observed, err, want)
		}
		if err := objects.Apply(t.Context(), r, func(string) {}); err != nil {
			t.Fatal(err)
		}
	}
}
