package existing

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func TestObserveFindsTheCluster(t *testing.T) {
	lab := labOn(cluster(t, everything))
	got, err := (&Handler{}).Observe(t.Context(), planner.Want(lab))
	if err != nil {
		t.Fatal(err)
	}
	r := planner.ManagementResource("fleet", planner.ManagementCluster{
		Provider: spec.ProviderExisting, Kubeconfig: lab.ManagementCluster.Kubeconfig, Context: "fleet",
	})
	want := []planner.Observed{{Resource: r, Owner: Owner, Phase: planner.Ready}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestObserveAsksForWhatTheLabNeedsOnly(t *testing.T) {
	lab := labOn(cluster(t, without("config.projectsveltos.io", "infrastructure.cluster.x-k8s.io")))
	lab.AddonProfiles, lab.WorkloadClusters[0].ClusterClass = nil, "mine"
	if _, err := (&Handler{}).Observe(t.Context(), planner.Want(lab)); err != nil {
		t.Error(err)
	}
	lab.ManagementCluster = spec.ManagementCluster{Provider: spec.ProviderEmbedded}
	if got, err := (&Handler{}).Observe(t.Context(), planner.Want(lab)); err != nil || got != nil {
		t.Errorf("for another provider: %v, %v", got, err)
	}
}

func TestObserveSaysWhatIsMissing(t *testing.T) {
	for _, test := range []struct {
		name string
		lab  *spec.Lab
		want []string
	}{
		{"infrastructure", labOn(cluster(t, without("infrastructure.cluster.x-k8s.io"))),
			[]string{"management cluster fleet", "devclustertemplates of infrastructure.cluster.x-k8s.io/v1beta2", "clusterctl init --infrastructure docker"}},
		{"everything", labOn(cluster(t, nil)),
			[]string{"clusters of cluster.x-k8s.io/v1beta2", "CLUSTER_TOPOLOGY=true", "clusterprofiles of config.projectsveltos.io/v1beta1", "helm install"}},
		{"server", labOn(writeKubeconfig(t, "http://127.0.0.1:1")), []string{"does not answer", "refused"}},
		{"file", labOn("/nowhere/kubeconfig"), []string{"/nowhere/kubeconfig", "managementCluster.kubeconfig"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := (&Handler{}).Observe(t.Context(), planner.Want(test.lab))
			wantError(t, err, test.want...)
		})
	}
}

func TestObserveWithoutTheContext(t *testing.T) {
	lab := labOn(cluster(t, everything))
	lab.ManagementCluster.Context = "flee"
	_, err := (&Handler{}).Observe(t.Context(), planner.Want(lab))
	wantError(t, err, "no such context", "managementCluster.context", "elsewhere, fleet")
}

func TestKubeconfigStandsAlone(t *testing.T) {
	content, err := Kubeconfig(cluster(t, nil), "fleet")
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	if strings.Contains(text, "elsewhere") || !strings.Contains(text, "current-context: fleet") {
		t.Error(text)
	}
	if _, err := Kubeconfig("/nowhere/kubeconfig", "fleet"); err == nil {
		t.Error("no error without a file")
	}
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not say %q", err, part)
		}
	}
}
