package install

import (
	"context"
	"strconv"
	"testing"
	"time"

	"helm.sh/helm/v3/pkg/release"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func TestMain(m *testing.M) { kubetest.Main(m) }

func newHandler(t *testing.T) *Handler {
	server := kubetest.Store(t)
	h := New(kube.NewAccess(kube.Options{Kubeconfig: server.Kubeconfig, Context: server.Context}), Options{
		Lab: "contract", Kubeconfig: server.Kubeconfig, Context: server.Context, Cache: t.TempDir()})
	h.times.poll = 10 * time.Millisecond
	return h
}

func deploymentsOf(t *testing.T) dynamic.ResourceInterface {
	of := schema.GroupVersionResource{Group: "apps", Version: "v1", Resource: "deployments"}
	return kubetest.Store(t).Dynamic(t).Resource(of).Namespace(namespace)
}

// settle makes the controller as available as a cluster would that runs pods.
func settle(t *testing.T, available int) {
	t.Helper()
	n := strconv.Itoa(available)
	patch := `{"status":{"observedGeneration":99,"replicas":1,"updatedReplicas":1,"readyReplicas":` + n + `,"availableReplicas":` + n + `}}`
	_, err := deploymentsOf(t).Patch(context.Background(), "addon-controller", types.MergePatchType, []byte(patch), metav1.PatchOptions{}, "status")
	if err != nil {
		t.Fatal(err)
	}
}

func testLab(chart string) *spec.Lab {
	return &spec.Lab{Name: "contract", ManagementCluster: spec.ManagementCluster{
		Name: "m", Provider: spec.ProviderK3d, Sveltos: spec.Sveltos{Version: "1.2.3", Mode: spec.SveltosCentralized, Chart: chart}}}
}

func sveltosOf(lab *spec.Lab) planner.Resource {
	s := lab.ManagementCluster.Sveltos
	return planner.Resource{
		ID:     planner.ID{Kind: planner.KindSveltos, Name: releaseName},
		Attrs:  planner.Sveltos{Version: s.Version, Mode: s.Mode, Chart: s.Chart},
		Within: planner.ID{Kind: planner.KindManagementCluster, Name: "m"},
	}
}

func TestContract(t *testing.T) {
	lab := testLab(writeChart(t, "1.2.3"))
	r := sveltosOf(lab)
	changed := r.Attrs.(planner.Sveltos)
	changed.Mode, changed.Telemetry = spec.SveltosDistributed, true
	handlertest.Run(t, handlertest.Subject{
		Lab: lab, Resource: r, Changed: changed,
		Without:    handlertest.Nobodys("it is made in management clusters that are the lab's, and shared in none"),
		New:        func(t *testing.T) executor.Handler { return newHandler(t) },
		Settle:     func(t *testing.T) { settle(t, 1) },
		NeverReady: func(t *testing.T) { settle(t, 0) },
		Drift: func(t *testing.T) {
			if err := deploymentsOf(t).Delete(t.Context(), "addon-controller", metav1.DeleteOptions{}); err != nil {
				t.Fatal(err)
			}
		},
		Broken: func(t *testing.T) executor.Handler {
			none := t.TempDir() + "/none"
			return New(kube.NewAccess(kube.Options{Kubeconfig: none, Context: "x"}), Options{Lab: "contract", Kubeconfig: none, Context: "x"})
		},
	})
}

// TestCutShort takes up a release that an operation of helm was cut short on, and makes no revision where nothing differs.
func TestCutShort(t *testing.T) {
	lab := testLab(writeChart(t, "1.2.3"))
	r, h, report := sveltosOf(lab), newHandler(t), func(string) {}
	apply := func() int {
		t.Helper()
		if err := h.Apply(t.Context(), r, report); err != nil {
			t.Fatal(err)
		}
		return last(t, h).Version
	}
	first := apply()
	if again := apply(); again != first {
		t.Errorf("a revision %d without a change", again)
	}
	for _, pending := range []release.Status{release.StatusPendingInstall, release.StatusPendingUpgrade} {
		there := last(t, h)
		there.SetStatus(pending, "cut short")
		config, err := h.configuration()
		if err == nil {
			err = config.Releases.Update(there)
		}
		if err != nil {
			t.Fatal(err)
		}
		observed, err := h.Observe(t.Context(), planner.Want(lab))
		if err != nil || len(observed) != 1 || observed[0].Phase != planner.NotReady {
			t.Fatalf("%s is observed as %+v, %v", pending, observed, err)
		}
		apply()
		if status := last(t, h).Info.Status; status != release.StatusDeployed {
			t.Errorf("%s became %s", pending, status)
		}
	}
	if err := h.Delete(t.Context(), r, report); err != nil {
		t.Fatal(err)
	}
}

func last(t *testing.T, h *Handler) *release.Release {
	t.Helper()
	config, err := h.configuration()
	if err != nil {
		t.Fatal(err)
	}
	there, err := latest(config)
	if err != nil || there == nil {
		t.Fatalf("release %v, %v", there, err)
	}
	return there
}

// TestGoneIsTheReleaseToo: without Deployments, a release that helm still has on record is not gone.
func TestGoneIsTheReleaseToo(t *testing.T) {
	lab := testLab(writeChart(t, "1.2.3"))
	r, h := sveltosOf(lab), newHandler(t)
	if err := h.Apply(t.Context(), r, func(string) {}); err != nil {
		t.Fatal(err)
	}
	if err := deploymentsOf(t).Delete(t.Context(), "addon-controller", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	var told []string
	report := func(text string) {
		told = append(told, text)
		if err := h.Delete(t.Context(), r, func(string) {}); err != nil {
			t.Error(err)
		}
	}
	if err := newHandler(t).AwaitGone(t.Context(), r, report); err != nil || len(told) != 1 {
		t.Errorf("told %q, %v", told, err)
	}
}
