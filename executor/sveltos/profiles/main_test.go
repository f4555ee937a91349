package profiles

import (
	"context"
	"net/http"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func TestMain(m *testing.M) { kubetest.Main(m) }

// team is the namespace of the Profile in the contract.
const team = "team-a"

// namespacedLab is the same lab with Profiles.
func namespacedLab() *spec.Lab {
	lab := testLab()
	for i := range lab.AddonProfiles {
		lab.AddonProfiles[i].Namespace = team
	}
	lab.WorkloadClusters = []spec.WorkloadCluster{{Name: "one", Namespace: team, Infrastructure: spec.InfrastructureInMemory}}
	return lab
}

func testLab() *spec.Lab {
	return &spec.Lab{
		Name: "contract", ManagementCluster: spec.ManagementCluster{Name: "m", Provider: spec.ProviderEmbedded},
		AddonProfiles: []spec.AddonProfile{{
			Name: "cilium", SyncMode: spec.SyncContinuous, DependsOn: []string{"base"}, ClusterRefs: []spec.ClusterRef{{Name: "one"}},
			ClusterSelector: spec.Selector{
				MatchLabels:      map[string]string{"cni": "cilium"},
				MatchExpressions: []spec.Requirement{{Key: "tier", Operator: "In", Values: []string{"gold", "silver"}}},
			},
			HelmCharts: []spec.HelmChart{{
				RepositoryURL: "https://helm.cilium.io", Chart: "cilium/cilium", Version: "1.18.4", Release: "cilium", Namespace: "kube-system",
				Values: map[string]any{"replicas": int64(1), "ratio": 0.5, "on": "yes", "deep": map[string]any{"list": []any{"1", int64(2), nil}}},
			}},
			Files: []spec.ManifestFile{{Path: "./a.yaml", Content: "kind: ConfigMap\n"}, {Path: "./b.yaml", Content: "kind: Secret\n", Objects: []map[string]any{
				{"apiVersion": "v1", "kind": "Secret", "metadata": map[string]any{"name": "login"}},
			}}},
		}, {Name: "base"}},
	}
}

func desired(lab *spec.Lab, kind planner.Kind) planner.Resource {
	for _, r := range planner.Desired(lab) {
		if r.ID.Kind == kind {
			return r
		}
	}
	panic("no " + kind)
}

// someone is a client of somebody else for one kind of objects, where the lab has some.
func someone(t *testing.T, at place) dynamic.ResourceInterface {
	client := kubetest.Store(t).Dynamic(t).Resource(schema.GroupVersionResource{Group: at.of.Group, Version: at.of.Version, Resource: at.of.Plural})
	if at.of.Namespaced {
		return client.Namespace(at.namespace)
	}
	return client
}

// placeOf is where the object of a resource is.
func placeOf(r planner.Resource) place { return rendererOf(r).at(r) }

func edit(t *testing.T, at place, patch string) {
	t.Helper()
	_, err := someone(t, at).Patch(t.Context(), at.name, types.MergePatchType, []byte(patch), metav1.PatchOptions{FieldManager: "kubectl-edit"})
	if err != nil {
		t.Fatal(err)
	}
}

func create(t *testing.T, at place, object kube.Object) {
	t.Helper()
	if _, err := someone(t, at).Create(t.Context(), &unstructured.Unstructured{Object: object}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}

func newHandler(kind planner.Kind) func(*testing.T) executor.Handler {
	return func(t *testing.T) executor.Handler { return handlerOf(t, kind, ownershiptest.Lab(testLab().Name), nil) }
}

func handlerOf(t *testing.T, kind planner.Kind, lab *ownership.Lab, wrap func(http.RoundTripper) http.RoundTripper) executor.Handler {
	server := kubetest.Store(t)
	return New(kube.NewAccess(kube.Options{Kubeconfig: server.Kubeconfig, Context: server.Context, WrapTransport: wrap}), testLab(), lab, Options{})[kind]
}

// whose completes a subject with what tells whose an object is. Theirs is somebody else's object of the name.
func whose(s handlertest.Subject, theirs kube.Object) handlertest.Subject {
	kind, lab, at := s.Resource.ID.Kind, ownershiptest.Lab(s.Lab.Name), placeOf(s.Resource)
	s.New, s.Broken = newHandler(kind), broken(kind)
	s.Foreign = func(t *testing.T) { create(t, at, theirs) }
	s.RemoveForeign = func(t *testing.T) { kubetest.Remove(t, someone(t, at), at.name) }
	s.NeverGone = func(t *testing.T) { holdOn(t, at) }
	s.LookAlike = func(t *testing.T) {
		if err := handlerOf(t, kind, ownershiptest.LookAlike(s.Lab.Name), nil).Apply(t.Context(), s.Resource, func(string) {}); err != nil {
			t.Fatal(err)
		}
	}
	s.Copy = func(t *testing.T) planner.ID {
		kubetest.Copy(t, someone(t, at), at.name, at.name+"-copy")
		return planner.ID{Kind: kind, Name: s.Resource.ID.Name + "-copy"}
	}
	s.Vanishing = func(t *testing.T) executor.Handler {
		return handlerOf(t, kind, lab, kubetest.Meanwhile("/"+at.of.Plural, func() { kubetest.Remove(t, someone(t, at), at.name) }))
	}
	s.Appearing = func(t *testing.T) executor.Handler {
		return handlerOf(t, kind, lab, kubetest.Meanwhile("/"+at.name, func() { create(t, at, theirs) }))
	}
	return s
}

func broken(kind planner.Kind) func(*testing.T) executor.Handler {
	return func(t *testing.T) executor.Handler {
		return New(kube.NewAccess(kube.Options{Kubeconfig: t.TempDir() + "/none", Context: "x"}), testLab(), ownershiptest.Lab(testLab().Name), Options{})[kind]
	}
}

// forms are the lab with ClusterProfiles, and with Profiles of a namespace, which is there.
func forms(t *testing.T, run func(*testing.T, *spec.Lab)) {
	namespace := place{of: kube.Resource{Version: "v1", Kind: "Namespace", Plural: "namespaces"}, name: team}
	if _, err := someone(t, namespace).Get(t.Context(), team, metav1.GetOptions{}); err != nil {
		create(t, namespace, namespace.object())
	}
	t.Run("ClusterProfile", func(t *testing.T) { run(t, testLab()) })
	t.Run("Profile", func(t *testing.T) { run(t, namespacedLab()) })
}

func TestConfigMapContract(t *testing.T) {
	forms(t, func(t *testing.T, lab *spec.Lab) {
		r := desired(lab, planner.KindConfigMap)
		handlertest.Run(t, whose(handlertest.Subject{
			Lab: lab, Resource: r,
			Changed: planner.ConfigMap{Files: map[string]planner.File{"00-b.yaml": "kind: Secret\n"}},
			Drift:   func(t *testing.T) { edit(t, placeOf(r), `{"data":{"00-a.yaml":"mine"}}`) },
		}, placeOf(r).object()))
	})
}

// TestChartFromDiskContract: what a chart is rendered to is written with the chart, and is no file of the lab's.
func TestChartFromDiskContract(t *testing.T) {
	forms(t, func(t *testing.T, lab *spec.Lab) {
		r := desired(lab, planner.KindConfigMap)
		chart := func(replicas string) planner.ConfigMap {
			return planner.ConfigMap{Charts: map[string]planner.Archive{
				planner.ChartArchive: packed(t, "Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n", "templates/web.yaml", "kind: ConfigMap\nmetadata: {name: web}\ndata: {replicas: \"{{ .Values.replicas }}\"}\n"),
				planner.ChartRelease: planner.Archive(`{"name":"web","namespace":"default","values":{"replicas":` + replicas + `}}`),
			}}
		}
		r.Attrs = chart("1")
		handlertest.Run(t, whose(handlertest.Subject{
			Lab: lab, Resource: r, Changed: chart("2"),
			Drift: func(t *testing.T) { edit(t, placeOf(r), `{"data":{"manifests.yaml":"mine"}}`) },
		}, placeOf(r).object()))
	})
}

func TestSecretContract(t *testing.T) {
	forms(t, func(t *testing.T, lab *spec.Lab) {
		r := desired(lab, planner.KindSecret)
		handlertest.Run(t, whose(handlertest.Subject{
			Lab: lab, Resource: r,
			Changed: planner.Secret{Files: map[string]planner.Hidden{"00-b.yaml": "kind: Secret\n# changed\n"}},
			Drift:   func(t *testing.T) { edit(t, placeOf(r), `{"data":{"01-b.yaml":"bWluZQ=="}}`) },
		}, placeOf(r).object()))
	})
}

// holdOn keeps an object from going away until the check is over.
func holdOn(t *testing.T, at place) {
	edit(t, at, `{"metadata":{"finalizers":["example.com/hold"]}}`)
	t.Cleanup(func() {
		patch := []byte(`{"metadata":{"finalizers":null}}`)
		_, _ = someone(t, at).Patch(context.Background(), at.name, types.MergePatchType, patch, metav1.PatchOptions{})
	})
}

func TestProfileContract(t *testing.T) {
	forms(t, func(t *testing.T, lab *spec.Lab) {
		r := desired(lab, planner.KindClusterProfile)
		changed := r.Attrs.(planner.ClusterProfile)
		changed.DependsOn, changed.ConfigMaps, changed.Secrets, changed.SyncMode = nil, nil, nil, "OneTime"
		changed.HelmCharts = append([]planner.HelmChart{{
			RepositoryURL: "oci://example.com/charts", Chart: "app", Version: "1.0.0", Release: "app", Namespace: "default",
		}}, changed.HelmCharts...)
		foreign := placeOf(r).object()
		foreign["spec"] = map[string]any{"syncMode": "Continuous"}
		handlertest.Run(t, whose(handlertest.Subject{
			Lab: lab, Resource: r, Changed: changed,
			Drift: func(t *testing.T) {
				edit(t, placeOf(r), `{"spec":{"clusterSelector":{"matchLabels":{"cni":"other"}}}}`)
			},
		}, foreign))
	})
}

func rendererOf(r planner.Resource) content {
	switch r.ID.Kind {
	case planner.KindConfigMap:
		return configMaps{}
	case planner.KindSecret:
		return secrets{}
	}
	return profiles{}
}
