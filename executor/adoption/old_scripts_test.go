package adoption_test

import (
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/spec"
)

// TestLabOfTheOldScripts: what they made is taken over whole (steps S16 to S21).
func TestLabOfTheOldScripts(t *testing.T) {
	s := look(t, world{
		clusters: `{"metadata": {"name": "workload-01", "namespace": "default", "labels": {"cni": "cilium", "app": "goldpinger"}}, "spec": {
			"clusterNetwork": {"pods": {"cidrBlocks": ["10.244.0.0/16"]}, "services": {"cidrBlocks": ["10.96.0.0/12"]}},
			"infrastructureRef": {"kind": "DockerCluster", "name": "workload-01"}, "controlPlaneRef": {"kind": "KubeadmControlPlane", "name": "workload-01"}}}`,
		profiles: `{"metadata": {"name": "install-cilium"}, "spec": {"clusterSelector": {"matchLabels": {"cni": "cilium"}}, "syncMode": "Continuous", "helmCharts": [
			{"repositoryURL": "https://helm.cilium.io/", "repositoryName": "cilium", "chartName": "cilium", "chartVersion": "1.15.5", "releaseName": "cilium",
			 "releaseNamespace": "kube-system", "helmChartAction": "Install", "values": "tunnel: vxlan\nipam: {mode: kubernetes}\n"}]}},
			{"metadata": {"name": "install-goldpinger"}, "spec": {"clusterSelector": {"matchLabels": {"app": "goldpinger"}}, "syncMode": "Continuous",
			"policyRefs": [{"kind": "ConfigMap", "namespace": "default", "name": "goldpinger", "deploymentType": "Remote", "optional": false, "tier": 100}]}}`,
		configMaps: map[string]string{"goldpinger": `{"metadata": {"name": "goldpinger", "namespace": "default"},
			"data": {"goldpinger.yaml": "{apiVersion: v1, kind: ServiceAccount, metadata: {name: goldpinger, namespace: kube-system}}"}}`},
	})
	if left := s.Left(); len(left) > 0 || len(s.Taken()) != 3 {
		t.Fatalf("it takes %v, and leaves %q", s.Taken(), left)
	}
	text, files, err := s.LabFile("lab.yaml", "k", "c")
	if err != nil {
		t.Fatal(err)
	}
	lab, warnings, err := spec.Parse("lab.yaml", text, files.Read)
	if err != nil || len(warnings) > 0 || !strings.Contains(string(text), "chart: cilium/cilium\n") || !lab.WorkloadClusters[0].Existing() {
		t.Errorf("%v, warnings %v, the lab file is\n%s", err, warnings, text)
	}
}
