package host

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

var (
	management = planner.ID{Kind: planner.KindManagementCluster, Name: "kaas-management"}
	workload   = planner.ID{Kind: planner.KindWorkloadCluster, Name: "workload-01"}
	raw        = planner.ObjectID("Cluster", "", "raw")
)

func apply(t *testing.T, k *Kubeconfigs, ids ...planner.ID) {
	t.Helper()
	for _, id := range ids {
		r := planner.KubeconfigResource(id)
		if err := errors.Join(k.Apply(t.Context(), r, ignore), k.AwaitReady(t.Context(), r, ignore)); err != nil {
			t.Fatal(err)
		}
	}
}

func observe(t *testing.T, k *Kubeconfigs) []planner.Observed {
	t.Helper()
	observed, err := k.Observe(t.Context(), planner.Want(&spec.Lab{Name: "kaas"}))
	if err != nil {
		t.Fatal(err)
	}
	return observed
}

func seen(id planner.ID, detail string) planner.Observed {
	o := planner.Observed{Resource: planner.KubeconfigResource(id), Owner: "kaas", Phase: planner.Ready, Detail: detail}
	if detail != "" {
		o.Phase = planner.NotReady
	}
	return o
}

func TestKubeconfigsComeAndGo(t *testing.T) {
	k := newKubeconfigs(t, newClusters())
	if got := observe(t, k); len(got) != 0 {
		t.Errorf("before: %v", got)
	}
	apply(t, k, management, workload, raw)
	want := []planner.Observed{seen(management, ""), seen(raw, ""), seen(workload, "")}
	if diff := cmp.Diff(want, observe(t, k)); diff != "" {
		t.Error(diff)
	}
	for range 2 {
		for _, id := range []planner.ID{management, workload, raw} {
			if err := k.Delete(t.Context(), planner.KubeconfigResource(id), ignore); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := observe(t, k); len(got) != 0 {
		t.Errorf("after: %v", got)
	}
}

func TestKubeconfigFile(t *testing.T) {
	k := newKubeconfigs(t, newClusters())
	apply(t, k, workload)
	path := k.dir.Kubeconfig("workload-01")
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("mode is %v (%v), want 0600", info.Mode(), err)
	}
	config, err := clientcmd.LoadFromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	use := config.Contexts["workload-01"]
	if config.CurrentContext != "workload-01" || use == nil || use.Cluster != "workload-01" || use.AuthInfo != "workload-01" || use.Namespace != "ns" {
		t.Errorf("context: %q %+v", config.CurrentContext, use)
	}
	if len(config.Clusters) != 1 || config.Clusters["workload-01"].Server != "https://workload-01" {
		t.Errorf("clusters: %v", config.Clusters)
	}
}

func TestKubeconfigsWaitsForTheCluster(t *testing.T) {
	c := newClusters()
	k := newKubeconfigs(t, c)
	apply(t, k, workload)
	delete(c.revisions, "workload-01")
	r := planner.KubeconfigResource(workload)
	must(t, k.Apply(t.Context(), r, ignore))
	if got := observe(t, k); len(got) != 0 {
		t.Errorf("a file of a cluster that is gone stays: %v", got)
	}
	// The cluster comes while it is waited for.
	must(t, k.AwaitReady(t.Context(), r, func(string) { c.revisions["workload-01"] = "2" }))
	if diff := cmp.Diff([]planner.Observed{seen(workload, "")}, observe(t, k)); diff != "" {
		t.Error(diff)
	}
}

func TestKubeconfigsWaitEnds(t *testing.T) {
	k := newKubeconfigs(t, &clusters{})
	ctx, cancel := context.WithCancel(t.Context())
	err := k.AwaitReady(ctx, planner.KubeconfigResource(workload), func(string) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
