package seed

import (
	"slices"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/spec"
)

// clusters of an infrastructure that kaaslab does not make, in a namespace of their own, which share who they log in as.
const ofCloud = `apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata: {name: NAME, namespace: team, labels: {env: dev}}
spec:
  infrastructureRef: {apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: CloudCluster, name: NAME, namespace: team}
  controlPlaneRef: {apiVersion: controlplane.cluster.x-k8s.io/v1beta1, kind: KubeadmControlPlane, name: NAME}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: CloudCluster
metadata: {name: NAME, namespace: team, ownerReferences: [{kind: Cluster, name: NAME}]}
spec: {identityRef: {kind: CloudIdentity, name: who}}
---
apiVersion: controlplane.cluster.x-k8s.io/v1beta1
kind: KubeadmControlPlane
metadata: {name: NAME, namespace: team}
spec:
  machineTemplate: {infrastructureRef: {kind: CloudMachineTemplate, name: NAME}}
  kubeadmConfigSpec: {files: [{path: /etc/cloud.json, contentFrom: {secret: {name: NAME-cloud, key: cloud.json}}}]}
---
{apiVersion: v1, kind: Secret, metadata: {name: NAME-cloud, namespace: team}, stringData: {cloud.json: "{}"}}
---
{apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: CloudMachineTemplate, metadata: {name: NAME, namespace: team}, spec: {size: small}}
---
{apiVersion: cluster.x-k8s.io/v1beta1, kind: MachinePool, metadata: {name: NAME-pool, namespace: team}, spec: {clusterName: NAME, replicas: 2}}
---
`

// TestClustersOfOtherProvidersStayAsTheyAre: as Docker clusters they would be others.
func TestClustersOfOtherProvidersStayAsTheyAre(t *testing.T) {
	made := convert(t, strings.ReplaceAll(ofCloud, "NAME", "one")+strings.ReplaceAll(ofCloud, "NAME", "two")+
		"{apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: CloudIdentity, metadata: {name: who}, spec: {}}\n")
	lab := parsed(t, made)
	for i, name := range []string{"one", "two"} {
		cluster := lab.WorkloadClusters[i]
		if !cluster.RawCluster() || cluster.Infrastructure == spec.InfrastructureDocker || !slices.Equal(cluster.Manifests, []string{"./cloudidentity-who.yaml", "./" + name + ".yaml"}) {
			t.Errorf("%s is %+v", name, cluster)
		}
		if cluster.OwnLabels()["env"] != "dev" || len(cluster.Files[1].Objects) != 6 {
			t.Errorf("%s: labels %v, objects:\n%s", name, cluster.OwnLabels(), cluster.Files[1].Content)
		}
		if text := cluster.Files[1].Content; strings.Count(text, "namespace: team") < 6 || cluster.Home() != "team" || strings.Contains(text, "ownerReferences") {
			t.Errorf("%s holds\n%s", name, text)
		}
	}
	if len(made.Lost) > 0 || !slices.Equal(made.Secrets, []string{"./one.yaml", "./two.yaml"}) || len(made.Files) != 3 {
		t.Errorf("lost: %s, of their owner %v, files %v", lostOf(made), made.Secrets, made.Files)
	}
	if said := strings.Join(made.Changes, "\n"); !strings.Contains(said, "name the providers that bring CloudCluster, CloudMachineTemplate, CloudIdentity in managementCluster.clusterAPI.providers") {
		t.Errorf("changes: %s", said)
	}
}

// TestAForeignControlPlaneIsNotOneOfKubeadm: machines on Docker alone make no cluster of kaaslab's.
func TestAForeignControlPlaneIsNotOneOfKubeadm(t *testing.T) {
	made := convert(t, strings.ReplaceAll(old, "KubeadmControlPlane", "OtherControlPlane"))
	if cluster := parsed(t, made).WorkloadClusters[0]; !cluster.RawCluster() || len(made.Lost) > 0 {
		t.Errorf("the cluster is %+v, lost: %s", cluster, lostOf(made))
	}
}

// TestARawClusterThatDoesNotFitIsLeftOut: with the reason, and without a file that nobody sees.
func TestARawClusterThatDoesNotFitIsLeftOut(t *testing.T) {
	made := convert(t, old+"---\n"+strings.NewReplacer("NAME", "one").Replace(ofCloud))
	if lab := parsed(t, made); len(lab.WorkloadClusters) != 1 || !strings.Contains(lostOf(made), "Cluster team/one: is left out") {
		t.Errorf("lost: %s\n%s", lostOf(made), made.Lab)
	}
}
