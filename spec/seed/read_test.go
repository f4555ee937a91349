package seed

import (
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/spec"
)

// TestFilesAreReadAsKubectlReadsThem: whatever a cluster stands in, it is the same.
func TestFilesAreReadAsKubectlReadsThem(t *testing.T) {
	one := strings.TrimSpace(clusterOf("name: one", ""))
	json := `{"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Cluster", "metadata": {"name": "one"}, "spec": {"topology": {"version": "v1.36.1"}}}`
	for name, text := range map[string]string{
		"one document":     one,
		"list":             "apiVersion: v1\nkind: List\nitems:\n- " + one,
		"list in lists":    "kind: List\nitems:\n- kind: ClusterList\n  items:\n  - kind: List\n    items: [" + one + "]\n",
		"list of a kind":   `{"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "ClusterList", "items": [` + strings.NewReplacer(`"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Cluster", `, "").Replace(json) + "]}",
		"documents":        "---\n---\n# nothing\n---\n" + one + "\n---\n",
		"document ends":    one + "\n...\n",
		"directive":        "%YAML 1.1\n---\n" + one,
		"windows":          "---\r\n" + one + "\r\n---\r\n",
		"byte order mark":  "\xef\xbb\xbf" + one,
		"json":             json,
		"json with tabs":   strings.ReplaceAll(json, " ", "\t"),
		"json texts":       `{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "\ud83d\ude00"}}` + json,
		"aliases":          "apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata: &m {name: one}\nspec: {topology: &t {version: v1.36.1}}\nx: [*m, *t]\n",
		"behind its mark":  "--- " + one,
		"bad one before":   "a: [\n---\n" + one,
		"bad one behind":   one + "\n---\na: [",
		"text with a mark": one + "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a: |\n    ---\n    b: c\n",
	} {
		made := convert(t, text)
		if clusters := parsed(t, made).WorkloadClusters; len(clusters) != 1 || clusters[0].Name != "one" {
			t.Errorf("%s: clusters %v", name, clusters)
		}
	}
}

// TestSameFileTwiceIsOne, and an object that is there twice is the last, as with kubectl apply.
func TestSameFileTwiceIsOne(t *testing.T) {
	source := Source{Name: "a.yaml", Data: []byte(clusterOf("name: one", ""))}
	made, err := Convert(demo, []Source{source, source})
	if err != nil || len(parsed(t, made).WorkloadClusters) != 1 || strings.Contains(string(made.Lab), "twice") {
		t.Errorf("%v\n%s", err, made.Lab)
	}
	other := Source{Name: "b.yaml", Data: []byte("\n" + strings.Replace(clusterOf("name: one", ""), "v1.36.1", "v1.35.0", 1))}
	made, err = Convert(demo, []Source{source, other})
	if err != nil || parsed(t, made).WorkloadClusters[0].KubernetesVersion != "v1.35.0" {
		t.Errorf("%v\n%s", err, made.Lab)
	}
	if want := "Cluster one: is there again in b.yaml:2, and the last one counts, as with kubectl apply (a.yaml:1)"; !strings.Contains(lostOf(made), want) {
		t.Errorf("said is %s, want %s", lostOf(made), want)
	}
}

// TestReferencesAreByNamespaceAndName: without a namespace it is that of the cluster.
func TestReferencesAreByNamespaceAndName(t *testing.T) {
	held := func(namespace string) string {
		return "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: cm, namespace: " + namespace + "}, data: {a.yaml: '{apiVersion: v1, kind: Namespace, metadata: {name: of-" + namespace + "}}'}}\n"
	}
	both := held("team-a") + held("team-b") + held("default")
	inTeam := strings.ReplaceAll(old, "namespace: default", "namespace: team-a")
	for text, want := range map[string]string{
		old + strings.Replace(namesMap, "namespace: default", "namespace: team-b", 1) + both:                                                                                           "of-team-b",
		old + strings.Replace(namesMap, ", namespace: default", "", 1) + both:                                                                                                          "of-default",
		inTeam + strings.Replace(namesMap, ", namespace: default", "", 1) + both:                                                                                                       "of-team-a",
		inTeam + strings.NewReplacer("ClusterProfile", "Profile", "{name: bad}", "{name: bad, namespace: team-a}", "namespace: default", "namespace: team-b").Replace(namesMap) + both: "of-team-a",
	} {
		made := convert(t, text)
		if !strings.Contains(string(made.Files["./a.yaml"]), want+"}") || len(made.Files) != 3 { // the others stay ConfigMaps
			t.Errorf("files %q, want %s; lost: %s", made.Files, want, lostOf(made))
		}
	}
	twoHomes := old + "---\n" + clusterOf("name: two, namespace: team-a", "") + "---\n" + strings.Replace(namesMap, ", namespace: default", "", 1) + both
	if made := convert(t, twoHomes); !strings.Contains(lostOf(made), "in that of each cluster, and the clusters are in default and team-a") {
		t.Errorf("lost: %s", lostOf(made))
	}
}

// TestSharedConfigMapIsOneFile: all profiles that name it name the file.
func TestSharedConfigMapIsOneFile(t *testing.T) {
	made := convert(t, old+namesMap+"---\n"+strings.Replace(namesMap, "name: bad", "name: worse", 1)+mapOf(`a.yaml: "{apiVersion: v1, kind: Namespace, metadata: {name: x}}"`))
	lab := parsed(t, made)
	if len(made.Files) != 1 || len(lab.AddonProfiles) != 3 || lab.AddonProfiles[1].Manifests[0].Path != "./a.yaml" || lab.AddonProfiles[2].Manifests[0].Path != "./a.yaml" || len(made.Lost) > 0 {
		t.Errorf("files %q, lost: %s\n%s", made.Files, lostOf(made), made.Lab)
	}
}

// TestSharedTemplateSaysTheSameToEach: two clusters and their pools of one template have its image.
func TestSharedTemplateSaysTheSameToEach(t *testing.T) {
	shared := "machineTemplate: {infrastructureRef: {kind: DockerMachineTemplate, name: shared}}\n"
	first := strings.Replace(old, "  version: v1.36.1\n", "  version: v1.36.1\n  "+shared, 1)
	first = strings.Replace(first, "kind: DockerCluster\nmetadata: {name: one, namespace: default}\n", "kind: DockerCluster\nmetadata: {name: one}\nspec: {loadBalancer: {imageTag: v2}}\n", 1)
	second := strings.NewReplacer("name: one,", "name: two,", "name: one-cp", "name: two-cp", "name: good", "name: better", "releaseName: good", "releaseName: better").Replace(first)
	made := convert(t, first+second+"---\n"+
		`{apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: DockerMachineTemplate, metadata: {name: shared}, spec: {template: {spec: {customImage: "example.com/node:v1.36.1", extraMounts: [{hostPath: /x, containerPath: /y}, {hostPath: /var/run/docker.sock, containerPath: /var/run/docker.sock}]}}}}`)
	for _, cluster := range parsed(t, made).WorkloadClusters {
		if cluster.Image != "example.com/node:v1.36.1" || cluster.LoadBalancerImage != "kindest/haproxy:v2" {
			t.Errorf("%s has image %q and load balancer %q", cluster.Name, cluster.Image, cluster.LoadBalancerImage)
		}
		if mounts := cluster.ControlPlane.ExtraMounts; len(mounts) != 1 || mounts[0] != (spec.Mount{HostPath: "/x", ContainerPath: "/y"}) {
			t.Errorf("%s mounts %v", cluster.Name, mounts)
		}
	}
	if len(made.Lost) != 1 || !strings.Contains(lostOf(made), "docker.sock is not mounted") {
		t.Errorf("lost: %s", lostOf(made))
	}
}
