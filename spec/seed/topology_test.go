package seed

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/spec"
)

const topologyBody = `
    version: v1.35.0
    controlPlane: {replicas: 3}
    workers:
      machineDeployments:
      - {class: default-worker, name: md-0, replicas: 2}
      - {class: default-worker, name: md-1}
    variables: [{name: size, value: 3}, {name: zone, value: a}]
`

func topologyCluster(version, class string) string {
	return "apiVersion: cluster.x-k8s.io/" + version + "\nkind: Cluster\nmetadata: {name: one, labels: {env: dev}}\nspec:\n" +
		"  clusterNetwork: {pods: {cidrBlocks: [10.1.0.0/16]}, services: {cidrBlocks: [10.2.0.0/16]}, serviceDomain: cluster.local}\n" +
		"  topology:\n    " + class + topologyBody + "---\n"
}

// TestTopologyIsCarriedOver: version, machines and addresses are the cluster's, whichever class it was made from.
func TestTopologyIsCarriedOver(t *testing.T) {
	want := spec.WorkloadCluster{
		Name: "one", Infrastructure: spec.InfrastructureDocker, KubernetesVersion: "v1.35.0", Labels: map[string]string{"env": "dev"},
		PodCIDR: "10.1.0.0/16", ServiceCIDR: "10.2.0.0/16", ControlPlane: spec.ControlPlane{Replicas: 3},
		Workers: []spec.WorkerPool{{Name: "md-0", Replicas: 2}, {Name: "md-1", Replicas: 1}},
	}
	for version, class := range map[string]string{"v1beta1": "class: quick-start", "v1beta2": "classRef: {name: quick-start}"} {
		made := convert(t, topologyCluster(version, class))
		if diff := cmp.Diff(want, parsed(t, made).WorkloadClusters[0]); diff != "" {
			t.Errorf("%s: %s", version, diff)
		}
		lost := lostOf(made)
		for _, want := range []string{"spec.topology.class quick-start with its classes of pools (default-worker), for it is not in the files", "spec.topology.variables: size", "spec.topology.variables: zone"} {
			if !strings.Contains(lost, want) {
				t.Errorf("%s: %q is not in\n%s", version, want, lost)
			}
		}
		if strings.Contains(lost+string(made.Lab), "KubeadmControlPlane") {
			t.Errorf("%s: it talks of a control plane that nobody has:\n%s", version, made.Lab)
		}
	}
}

func classOf(infrastructure string) string {
	ref := func(group, kind string) string {
		return "{ref: {apiVersion: " + group + ".cluster.x-k8s.io/v1beta1, kind: " + kind + ", name: t}}"
	}
	template := func(group, kind string) string {
		return "---\n{apiVersion: " + group + ".cluster.x-k8s.io/v1beta1, kind: " + kind + ", metadata: {name: t, uid: x}, spec: {template: {spec: {}}}}\n"
	}
	return `
apiVersion: cluster.x-k8s.io/v1beta1
kind: ClusterClass
metadata: {name: quick-start, resourceVersion: "7"}
spec:
  infrastructure: ` + ref("infrastructure", infrastructure) + `
  controlPlane:
    ref: {apiVersion: controlplane.cluster.x-k8s.io/v1beta1, kind: KubeadmControlPlaneTemplate, name: t}
    machineInfrastructure: ` + ref("infrastructure", "DockerMachineTemplate") + `
  workers:
    machineDeployments:
    - class: default-worker
      template: {bootstrap: ` + ref("bootstrap", "KubeadmConfigTemplate") + ", infrastructure: " + ref("infrastructure", "DockerMachineTemplate") + `}
` + template("infrastructure", infrastructure) + template("infrastructure", "DockerMachineTemplate") +
		template("controlplane", "KubeadmControlPlaneTemplate") + template("bootstrap", "KubeadmConfigTemplate")
}

// TestOwnClassComesAlong: with its templates, as a manifest, and with the variables of each cluster.
func TestOwnClassComesAlong(t *testing.T) {
	two := strings.Replace(topologyCluster("v1beta1", "class: quick-start"), "name: one", "name: two", 1)
	made := convert(t, topologyCluster("v1beta1", "class: quick-start")+two+classOf("DockerClusterTemplate"))
	lab := parsed(t, made)
	for _, cluster := range lab.WorkloadClusters {
		if cluster.ClusterClass != "quick-start" || cluster.Variables["size"] != int64(3) || len(cluster.Files) != 1 || len(cluster.Files[0].Objects) != 5 {
			t.Errorf("the cluster is %+v", cluster)
		}
	}
	if len(made.Lost) > 0 || len(lab.WorkloadClusters) != 2 {
		t.Errorf("lost: %s", lostOf(made))
	}
	if text := string(made.Files["./quick-start.yaml"]); strings.Contains(text, "uid") || strings.Contains(text, "resourceVersion") {
		t.Errorf("the class has what a server adds:\n%s", text)
	}
}

// TestOwnClassThatALabCannotHave: the cluster is made from the lab's own, and that is said.
func TestOwnClassThatALabCannotHave(t *testing.T) {
	one := topologyCluster("v1beta1", "class: quick-start")
	for text, want := range map[string]string{
		one + classOf("AWSClusterTemplate"): "its AWSClusterTemplate t is of a provider that a lab does not have",
		one + strings.Replace(classOf("DockerClusterTemplate"), "kind: KubeadmConfigTemplate, metadata", "kind: KubeadmConfigTemplate, metadata: {name: u}, was", 1):                                         "its KubeadmConfigTemplate t is not in the files",
		one + strings.Replace(classOf("DockerClusterTemplate"), "class: default-worker", "class: other", 1):                                                                                                  "its pool md-0 is of class default-worker, which that does not have",
		strings.Replace(one, "name: one,", "name: one, namespace: team,", 1) + classOf("DockerClusterTemplate"):                                                                                              "it is not in the files",
		strings.Replace(strings.Replace(one, "name: one,", "name: one, namespace: team,", 1), "class: quick-start", "class: quick-start\n    classNamespace: default", 1) + classOf("DockerClusterTemplate"): "it is in namespace default, and a lab file takes a class of its own from the namespace of the cluster",
	} {
		made := convert(t, text)
		cluster := parsed(t, made).WorkloadClusters[0]
		if cluster.ClusterClass != "" || cluster.Infrastructure != spec.InfrastructureDocker || cluster.Variables != nil || len(cluster.Workers) != 2 || len(made.Files) > 0 {
			t.Errorf("the cluster is %+v, files %v", cluster, made.Files)
		}
		if !strings.Contains(lostOf(made), want) {
			t.Errorf("%q is not in\n%s", want, lostOf(made))
		}
	}
}

// TestWhatClusterAPIMakesIsNoPool: a dump of a management cluster holds what was made for a topology as well.
func TestWhatClusterAPIMakesIsNoPool(t *testing.T) {
	owned := "metadata: {name: one-md-0-x, labels: {cluster.x-k8s.io/cluster-name: one, topology.cluster.x-k8s.io/owned: ''}, ownerReferences: [{kind: Cluster}]}"
	made := convert(t, topologyCluster("v1beta1", "class: quick-start")+
		"{apiVersion: cluster.x-k8s.io/v1beta1, kind: MachineDeployment, "+owned+", spec: {clusterName: one, replicas: 2}}\n---\n"+
		"{apiVersion: controlplane.cluster.x-k8s.io/v1beta1, kind: KubeadmControlPlane, "+owned+", spec: {replicas: 3}}\n---\n"+
		"{apiVersion: cluster.x-k8s.io/v1beta1, kind: Machine, metadata: {name: m, ownerReferences: [{kind: MachineSet}]}}\n---\n"+
		"{apiVersion: v1, kind: Secret, metadata: {name: one-kubeconfig, ownerReferences: [{kind: KubeadmControlPlane}]}, data: {}}\n---\n"+
		"{apiVersion: v1, kind: ConfigMap, metadata: {name: kube-root-ca.crt}, data: {}}\n")
	if pools := parsed(t, made).WorkloadClusters[0].Workers; len(pools) != 2 || strings.Contains(lostOf(made), "Machine") || strings.Contains(lostOf(made), "kube") {
		t.Errorf("pools %v, lost: %s", pools, lostOf(made))
	}
}

// TestSimulatedBesideDocker: no management cluster has both, and what is left out is said.
func TestSimulatedBesideDocker(t *testing.T) {
	simulated := `{apiVersion: cluster.x-k8s.io/v1beta2, kind: Cluster, metadata: {name: two, labels: {kaaslab.dev/lab: x}},
  spec: {topology: {classRef: {name: x-simulated}, version: v1.36.1, controlPlane: {replicas: 1}}}}
`
	made := convert(t, old+simulated)
	if lab := parsed(t, made); len(lab.WorkloadClusters) != 1 || !strings.Contains(lostOf(made), "Cluster two: ") {
		t.Errorf("clusters %v, lost: %s", lab.WorkloadClusters, lostOf(made))
	}
	if lab := parsed(t, convert(t, simulated)); lab.ManagementCluster.Provider != spec.ProviderEmbedded || lab.WorkloadClusters[0].Infrastructure != spec.InfrastructureSimulated {
		t.Errorf("the lab is %+v", lab)
	}
}
