package clusters

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/classpatch"
)

func kubeadmOf(t *testing.T, text string) map[string]any {
	t.Helper()
	var fields map[string]any
	if err := yaml.Unmarshal([]byte(text), &fields); err != nil {
		t.Fatal(err)
	}
	return map[string]any{"kubeadmConfigSpec": fields}
}

func TestPatchesOfTheLabFileAreReadBack(t *testing.T) {
	attrs := planner.ClusterClass{Revision: 1}
	for _, clusters := range []string{"a", "fleet-*"} {
		patches := planner.ClassPatches{Clusters: clusters}
		for _, word := range []string{"infrastructure", "controlPlane", "controlPlaneMachine", "worker", "workerMachine"} {
			patches.ClassPatches = append(patches.ClassPatches, map[string]any{"target": word, "jsonPatches": []any{
				map[string]any{"op": "add", "path": "/spec/template/spec/" + word, "value": []any{"x"}},
			}})
		}
		attrs.Patches = append(attrs.Patches, patches)
	}
	attrs.Patches[0].ControlPlane, attrs.Patches[0].Workers = kubeadmOf(t, `{
		clusterConfiguration: {apiServer: {certSANs: [lab.example.com, localhost], extraArgs: [{name: v, value: "4"}]}, featureGates: {A: true}},
		initConfiguration: {nodeRegistration: {taints: [], kubeletExtraArgs: [{name: max-pods, value: "50"}]}},
		joinConfiguration: {nodeRegistration: {kubeletExtraArgs: [{name: eviction-hard, value: "memory.available<100Mi"}]}},
		files: [{path: /etc/lab, content: a}], preKubeadmCommands: [hostname]}`),
		[]planner.PoolPatches{{Name: "md-0", Settings: kubeadmOf(t, `{joinConfiguration: {nodeRegistration: {kubeletExtraArgs: [{name: v, value: "4"}]}}}`)}}
	attrs.Patches = append(attrs.Patches, planner.ClassPatches{Clusters: "more-*", Workers: []planner.PoolPatches{
		{Name: "md-0", Settings: kubeadmOf(t, `{preKubeadmCommands: [hostname]}`)}, {Name: "md-1", Settings: kubeadmOf(t, `{postKubeadmCommands: [hostname]}`)},
	}})
	rendered := render("lab-docker", attrs, classOf(t, spec.InfrastructureDocker)).class
	strict(t, rendered, &clusterv1.ClusterClass{})
	golden(t, "class-patches.yaml", rendered)
	text, err := json.Marshal(rendered)
	var live liveClass
	if err == nil {
		err = json.Unmarshal(text, &live)
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(attrs.Patches, classpatch.Read(live.Spec.Patches)); diff != "" {
		t.Errorf("patches (-rendered +read):\n%s", diff)
	}
}
