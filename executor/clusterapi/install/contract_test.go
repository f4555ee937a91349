package install

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	clusterctl "sigs.k8s.io/cluster-api/cmd/clusterctl/client"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func TestMain(m *testing.M) { kubetest.Main(m) }

// pretender stands in for clusterctl: it writes the inventory and the Deployments that the library would.
type pretender struct {
	t    *testing.T
	slow bool // it never gets done, as when images cannot be pulled
}

func (p pretender) resource(of kube.Resource, namespace string) dynamic.ResourceInterface {
	at := schema.GroupVersionResource{Group: of.Group, Version: of.Version, Resource: of.Plural}
	return kubetest.Store(p.t).Dynamic(p.t).Resource(at).Namespace(namespace)
}

func (p pretender) put(of kube.Resource, name string, object kube.Object) {
	p.t.Helper()
	err := p.resource(of, kube.Namespace).Delete(context.Background(), name, metav1.DeleteOptions{})
	_, err2 := p.resource(of, kube.Namespace).Create(context.Background(), &unstructured.Unstructured{Object: object}, metav1.CreateOptions{})
	if err2 != nil {
		p.t.Fatal(err, err2)
	}
}

func (p pretender) Init(ctx context.Context, options clusterctl.InitOptions) ([]clusterctl.Components, error) {
	if p.slow {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	version := options.CoreProvider[len("cluster-api:"):]
	p.deployment(certManager, map[string]string{coreLabel: certManager})
	for _, wanted := range providers {
		object := providerResource.New(kube.Namespace, wanted.label).With(map[string]string{anyComponentLabel: ""}, nil)
		object["providerName"], object["type"], object["version"] = wanted.name, string(wanted.kind), version
		p.put(providerResource, wanted.label, object)
		p.deployment(wanted.label, map[string]string{providerLabel: wanted.label})
	}
	for _, item := range options.IPAMProviders {
		name, version, _ := strings.Cut(item[strings.Index(item, "/")+1:], ":")
		object := providerResource.New(kube.Namespace, "ipam-"+name).With(map[string]string{anyComponentLabel: ""}, nil)
		object["providerName"], object["type"], object["version"] = name, "IPAMProvider", version
		p.put(providerResource, "ipam-"+name, object)
	}
	return nil, nil
}

func (p pretender) deployment(name string, labels map[string]string) {
	p.t.Helper()
	object := kube.Deployments.New(kube.Namespace, name).With(labels, nil).With(map[string]string{anyComponentLabel: ""}, nil)
	container := map[string]any{"name": "manager", "image": "example.com/manager"}
	object["spec"] = map[string]any{
		"selector": map[string]any{"matchLabels": map[string]any{"app": name}},
		"template": map[string]any{
			"metadata": map[string]any{"labels": map[string]any{"app": name}},
			"spec":     map[string]any{"containers": []any{container}},
		},
	}
	p.put(kube.Deployments, name, object)
}

func (p pretender) ApplyUpgrade(ctx context.Context, options clusterctl.ApplyUpgradeOptions) error {
	_, err := p.Init(ctx, clusterctl.InitOptions{CoreProvider: cmp.Or(options.CoreProvider, kube.Namespace+"/cluster-api:v1.14.2")[len(kube.Namespace)+1:], IPAMProviders: options.IPAMProviders})
	return err
}

func (p pretender) Delete(ctx context.Context, options clusterctl.DeleteOptions) error {
	var errs []error
	remove := func(name string) {
		err := p.resource(providerResource, kube.Namespace).Delete(ctx, name, metav1.DeleteOptions{})
		if !apierrors.IsNotFound(err) {
			errs = append(errs, err)
		}
	}
	if options.DeleteAll {
		remove("ipam-in-cluster")
	}
	for _, name := range options.IPAMProviders {
		remove("ipam-" + name)
	}
	if !options.DeleteAll { // what has a Deployment is put in place again by Init
		return errors.Join(errs...)
	}
	for _, wanted := range components() {
		if wanted != certManager {
			errs = append(errs, p.resource(providerResource, kube.Namespace).Delete(ctx, wanted, metav1.DeleteOptions{}))
		}
		errs = append(errs, p.resource(kube.Deployments, kube.Namespace).Delete(ctx, wanted, metav1.DeleteOptions{}))
	}
	return errors.Join(errs...)
}

// settle makes the Deployments available, as the controllers would that the test does not run.
func (p pretender) settle(available int) {
	p.t.Helper()
	for _, name := range components() {
		patch := []byte(`{"status":{"observedGeneration":9,"replicas":1,"updatedReplicas":1,"readyReplicas":` + string(rune('0'+available)) +
			`,"availableReplicas":` + string(rune('0'+available)) + `}}`)
		_, err := p.resource(kube.Deployments, kube.Namespace).
			Patch(context.Background(), name, types.MergePatchType, patch, metav1.PatchOptions{}, "status")
		if err != nil {
			p.t.Fatal(err)
		}
	}
}

func testLab() *spec.Lab {
	return &spec.Lab{Name: "contract", ManagementCluster: spec.ManagementCluster{
		Name: "m", Provider: spec.ProviderK3d, ClusterAPI: spec.ClusterAPI{Version: "v1.14.2"}}}
}

func newHandler(t *testing.T, l library) *Handler {
	server := kubetest.Store(t)
	h := New(kube.NewAccess(kube.Options{Kubeconfig: server.Kubeconfig, Context: server.Context}), Options{
		Lab: "contract", Kubeconfig: server.Kubeconfig, Context: server.Context, Config: t.TempDir(), Cache: t.TempDir()})
	h.fetch = func(context.Context, planner.ClusterAPI, executor.Report) error { return nil }
	h.open = func(context.Context, planner.ClusterAPI) (library, error) { return l, nil }
	h.times = times{poll: 10 * time.Millisecond, install: 5 * time.Second}
	return h
}

func TestContract(t *testing.T) {
	contract(t, testLab(), planner.ClusterAPI{Version: "v1.14.3"})
}

// TestMoreProvidersContract: what a lab adds is installed, seen, upgraded and filled in anew.
func TestMoreProvidersContract(t *testing.T) {
	lab := testLab()
	lab.ManagementCluster.ClusterAPI.Features = map[string]bool{"MachinePool": false}
	lab.ManagementCluster.ClusterAPI.Providers = []spec.ClusterAPIProvider{{Type: "ipam", Name: "in-cluster", Version: "v1.0.0",
		Variables: map[string]string{"A": "b"}, SecretVariables: []spec.SecretVariable{{Name: "TOKEN", Value: "nobody-sees-this"}}}}
	contract(t, lab, planner.ClusterAPI{Version: "v1.14.2", Features: map[string]bool{"RuntimeSDK": true}, Providers: []planner.ClusterAPIProvider{
		{Type: "ipam", Name: "in-cluster", Version: "v1.1.0", Variables: map[string]string{"A": "c"}}}})
}

func contract(t *testing.T, lab *spec.Lab, changed planner.ClusterAPI) {
	emptyInventory(t)
	var resource planner.Resource
	for _, r := range planner.Desired(lab) {
		if r.ID.Kind == planner.KindClusterAPI {
			resource = r
		}
	}
	handlertest.Run(t, handlertest.Subject{
		Lab: lab, Resource: resource, Changed: changed,
		Without:    handlertest.Nobodys("it is made in management clusters that are the lab's, and shared in none"),
		New:        func(t *testing.T) executor.Handler { return newHandler(t, pretender{t: t}) },
		Settle:     func(t *testing.T) { pretender{t: t}.settle(1) },
		NeverReady: func(t *testing.T) { pretender{t: t}.settle(0) },
		Broken: func(t *testing.T) executor.Handler {
			return New(kube.NewAccess(kube.Options{Kubeconfig: t.TempDir() + "/none", Context: "x"}), Options{Lab: "contract"})
		},
	})
}

// emptyInventory removes what the server of the tests has noted of its own providers.
func emptyInventory(t *testing.T) {
	t.Helper()
	all := schema.GroupVersionResource{Group: providerResource.Group, Version: providerResource.Version, Resource: providerResource.Plural}
	client := kubetest.Store(t).Dynamic(t).Resource(all)
	list, err := client.List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range list.Items {
		if err := client.Namespace(item.GetNamespace()).Delete(t.Context(), item.GetName(), metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPatience lets go of a library that waits for images, and takes it up again.
func TestPatience(t *testing.T) {
	emptyInventory(t)
	r := planner.Resource{Attrs: planner.ClusterAPI{Version: "v1.14.2"}}
	h := newHandler(t, pretender{t: t, slow: true})
	h.times.install = 10 * time.Millisecond
	if err := h.Apply(t.Context(), r, func(string) {}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := h.AwaitReady(ctx, r, func(string) {}); err == nil {
		t.Error("ready, while nothing is installed")
	}
}

// TestProvidersThatAreNotWantedGo: those that kaaslab has added, and no other's.
func TestProvidersThatAreNotWantedGo(t *testing.T) {
	emptyInventory(t)
	t.Cleanup(func() { _ = pretender{t: t}.Delete(context.Background(), clusterctl.DeleteOptions{DeleteAll: true}) })
	h := newHandler(t, pretender{t: t})
	with := planner.ClusterAPI{Version: "v1.14.2", Providers: []planner.ClusterAPIProvider{{Type: "ipam", Name: "in-cluster", Version: "v1.0.0"}}}
	for _, attrs := range []planner.ClusterAPI{with, {Version: "v1.14.2"}} {
		if err := h.Apply(t.Context(), planner.Resource{Attrs: attrs}, silent); err != nil {
			t.Fatal(err)
		}
		observed, err := h.Observe(t.Context(), planner.Want(testLab()))
		if err != nil || len(observed) != 1 || len(observed[0].Attrs.(planner.ClusterAPI).Providers) != len(attrs.Providers) {
			t.Fatalf("wanted %+v, observed %+v, %v", attrs, observed, err)
		}
	}
	if _, err := (pretender{t: t}).Init(t.Context(), clusterctl.InitOptions{CoreProvider: "cluster-api:v1.14.2", IPAMProviders: []string{"in-cluster:v1.0.0"}}); err != nil {
		t.Fatal(err)
	}
	observed, err := h.Observe(t.Context(), planner.Want(testLab()))
	if err != nil || len(observed[0].Attrs.(planner.ClusterAPI).Providers) != 0 {
		t.Errorf("a provider that somebody else has installed is the lab's: %+v, %v", observed, err)
	}
}

// TestNothingIsFetchedForWhatOnlyHasToComeUp: after a start the controllers are there, and not up yet. What is gone is fetched.
func TestNothingIsFetchedForWhatOnlyHasToComeUp(t *testing.T) {
	emptyInventory(t)
	p := pretender{t: t}
	t.Cleanup(func() { _ = p.Delete(context.Background(), clusterctl.DeleteOptions{DeleteAll: true}) })
	h, fetched := newHandler(t, p), 0
	h.fetch = func(context.Context, planner.ClusterAPI, executor.Report) error {
		fetched++
		return nil
	}
	apply := func() {
		t.Helper()
		if err := h.Apply(t.Context(), planner.Resource{Attrs: planner.ClusterAPI{Version: "v1.14.2"}}, silent); err != nil {
			t.Fatal(err)
		}
	}
	for what, c := range map[string]struct {
		change func()
		want   int
	}{
		"it is not up": {func() { p.settle(0) }, 0},
		"a Deployment is gone": {func() {
			_ = p.resource(kube.Deployments, kube.Namespace).Delete(t.Context(), certManager, metav1.DeleteOptions{})
		}, 1},
		"one is scaled to nothing": {func() { p.scale(certManager, 0) }, 1},
	} {
		apply()
		fetched = 0
		c.change()
		if apply(); fetched != c.want {
			t.Errorf("where %s it fetches %d times, want %d", what, fetched, c.want)
		}
	}
}

func (p pretender) scale(name string, replicas int) {
	p.t.Helper()
	patch := fmt.Appendf(nil, `{"spec": {"replicas": %d}}`, replicas)
	if _, err := p.resource(kube.Deployments, kube.Namespace).Patch(context.Background(), name, types.MergePatchType, patch, metav1.PatchOptions{}); err != nil {
		p.t.Fatal(err)
	}
}
