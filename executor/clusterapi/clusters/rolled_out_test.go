package clusters

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
)

// rolledOut are a control plane and a pool whose machines are all of the newest template.
const rolledOut = `{"items": [{"metadata": {"name": "a", "generation": 2}, "spec": {"replicas": 3}, "status": {"observedGeneration": 2, "replicas": 3, "upToDateReplicas": 3}}]}
{"items": [{"metadata": {"name": "a-md-0", "generation": 4, "annotations": {"machinedeployment.clusters.x-k8s.io/revision": "10"}}, "spec": {"replicas": 2}, "status": {"observedGeneration": 4}}]}
{"items": [
	{"metadata": {"name": "old", "labels": {"cluster.x-k8s.io/deployment-name": "a-md-0"}, "annotations": {"machinedeployment.clusters.x-k8s.io/revision": "9"}}, "spec": {"replicas": 0}, "status": {"replicas": 0}},
	{"metadata": {"name": "new", "labels": {"cluster.x-k8s.io/deployment-name": "a-md-0"}, "annotations": {"machinedeployment.clusters.x-k8s.io/revision": "10"}}, "spec": {"replicas": 2}, "status": {"replicas": 2}}]}`

func TestMachinesOfEarlierTemplatesAreSeen(t *testing.T) {
	const left, onDeletion = `"replicas": 0}, "status": {"replicas": 0}`, `"spec": {"rollout": {"strategy": {"type": "OnDelete"}}, "replicas": 2}, "status": {"observedGeneration"`
	for name, test := range map[string]struct {
		replace []string
		want    string
	}{
		"none":                      {nil, ""},
		"a control plane unseen":    {[]string{`"generation": 2`, `"generation": 3`}, "KubeadmControlPlane a: Cluster API has not seen the change yet"},
		"one of the control plane":  {[]string{`"upToDateReplicas": 3`, `"upToDateReplicas": 2`}, "2 of 3 control plane machines up to date"},
		"one more of it":            {[]string{`"observedGeneration": 2, "replicas": 3`, `"observedGeneration": 2, "replicas": 4`}, "4 of 3 control plane machines there"},
		"a pool unseen":             {[]string{`"generation": 4`, `"generation": 5`}, "MachineDeployment a-md-0: Cluster API has not seen the change yet"},
		"one of a pool":             {[]string{left, `"replicas": 0}, "status": {"replicas": 1}`}, "1 machine of MachineDeployment a-md-0 to be replaced"},
		"one that somebody deletes": {[]string{left, `"replicas": 1}, "status": {"replicas": 1}`, `"spec": {"replicas": 2}, "status": {"observedGeneration"`, onDeletion}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			lists := strings.SplitN(strings.NewReplacer(test.replace...).Replace(rolledOut), "\n", 3)
			answers := kubetest.Answers{}
			for i, path := range []string{"controlplane.cluster.x-k8s.io/v1beta2/namespaces/default/kubeadmcontrolplanes", "cluster.x-k8s.io/v1beta2/namespaces/default/machinedeployments", "cluster.x-k8s.io/v1beta2/namespaces/default/machinesets"} {
				answers[fmt.Sprintf("/apis/%s", path)] = lists[i]
			}
			client, err := kube.NewAccess(answers.Options(t)).Client()
			if err != nil {
				t.Fatal(err)
			}
			if got, err := oldMachines(t.Context(), client, kube.Query{Namespace: kube.Namespace, Labels: clusterNameLabel + "=a"}); got != test.want || err != nil {
				t.Errorf("got %q (%v), want %q", got, err, test.want)
			}
		})
	}
}

func TestMachinePoolsHaveToSeeTheirChange(t *testing.T) {
	for generation, want := range map[int]string{4: "", 5: "MachinePool a-mp-0: Cluster API has not seen the change yet"} {
		answers := kubetest.Answers{"/apis/cluster.x-k8s.io/v1beta2/namespaces/default/machinepools": fmt.Sprintf(
			`{"items": [{"metadata": {"name": "a-mp-0", "generation": %d}, "status": {"observedGeneration": 4}}]}`, generation)}
		client, err := kube.NewAccess(answers.Options(t)).Client()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := unseenPools(t.Context(), client, kube.Query{Namespace: kube.Namespace}); got != want || err != nil {
			t.Errorf("generation %d: got %q (%v), want %q", generation, got, err, want)
		}
	}
}
