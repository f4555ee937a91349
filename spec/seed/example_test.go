package seed

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/spec"
)

var update = flag.Bool("update", false, "write what is made of the example into its folder, to be reviewed")

const example = "../../examples/seed"

// TestExampleIsWhatItsManifestsBecome: the example shows before and after, and both are true.
func TestExampleIsWhatItsManifestsBecome(t *testing.T) {
	made, err := Convert(Options{Name: "seed", File: "lab.yaml"}, []Source{read(t, "workload-01.yaml"), read(t, "profiles.yaml")})
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "lab.yaml", made.Lab)
	for path, content := range made.Files {
		compare(t, path, content)
	}
}

// TestExampleKeepsTheLab: what people chose is in the lab that kaaslab reads.
func TestExampleKeepsTheLab(t *testing.T) {
	lab, _, err := spec.Load(filepath.Join(example, "lab.yaml"), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := spec.WorkloadCluster{
		Name: "workload-01", Infrastructure: spec.InfrastructureDocker, KubernetesVersion: known.OldestRelease(),
		Labels:  map[string]string{"cni": "cilium", "app": "goldpinger"},
		PodCIDR: "10.244.0.0/16", ServiceCIDR: "10.96.0.0/12",
		ControlPlane: spec.ControlPlane{Replicas: 1, KubeadmConfigSpec: map[string]any{"joinConfiguration": map[string]any{
			"nodeRegistration": map[string]any{"kubeletExtraArgs": []any{map[string]any{"name": "max-pods", "value": "60"}}},
		}}},
		Workers: []spec.WorkerPool{{Name: "md-0", Replicas: 2}},
	}
	if diff := cmp.Diff([]spec.WorkloadCluster{want}, lab.WorkloadClusters); diff != "" {
		t.Errorf("workload clusters (-want +got):\n%s", diff)
	}
	if lab.ManagementCluster.Provider != spec.ProviderK3d || len(lab.AddonProfiles) != 2 {
		t.Errorf("provider %s, %d profiles", lab.ManagementCluster.Provider, len(lab.AddonProfiles))
	}
}

func read(t *testing.T, name string) Source {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(example, name))
	if err != nil {
		t.Fatal(err)
	}
	return Source{Name: name, Data: data}
}

func compare(t *testing.T, name string, content []byte) {
	t.Helper()
	path := filepath.Join(example, name)
	if *update {
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	there, _ := os.ReadFile(path)
	if diff := cmp.Diff(string(there), string(content)); diff != "" {
		t.Errorf("%s is not what its manifests become; run go test ./spec/seed -update (-there +made):\n%s", path, diff)
	}
}
