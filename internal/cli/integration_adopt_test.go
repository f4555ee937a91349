package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/lab/snapshot"
)

// TestAdopt takes over clusters and profiles that were made by hand in a real management cluster, and lets go of them.
func TestAdopt(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := newLabTest(t, "own-class")
	l.write("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\n")
	l.must(0, "apply", "--yes")
	management := filepath.Join(l.state(), "kaaslab", "demo", "kubeconfigs", "demo-management.kubeconfig")
	for _, file := range []string{filepath.Join(l.dir, "class.yaml"), "testdata/by-hand.yaml"} {
		if err := applyByHand(management, file); err != nil {
			t.Fatal(err)
		}
	}
	before := l.machinesOf("by-hand", 2) + " " + l.machinesOf("plain", 2)

	adopt := []string{
		"adopt", "--yes", "--name", "team", "-o", "team.yaml", "--context", "demo-management", "--kubeconfig", management,
	}
	l.must(0, adopt...)
	l.holds("team.yaml",
		"# * Cluster default/no-ranges: it names no addresses for pods", "# * Cluster default/plain: it is not made from a ClusterClass",
		"# * ClusterProfile secret: Secret default/secret, which it installs, is no ConfigMap", "# * ConfigMap default/goldpinger, of profile goldpinger",
		"- name: by-hand\n    clusterClass: simulated\n", "podCIDR: 10.10.0.0/16",
		"- name: plain\n    infrastructure: existing\n    labels:\n      app: goldpinger\n", "manifests:\n      - ./goldpinger.yaml\n",
		"- name: till\n    namespace: default\n")
	l.holds("goldpinger.yaml", "kind: ServiceAccount")
	l.holds("till.yaml", "name: till")
	l.must(1, adopt...) // its files are there
	l.planAfterAdopt()
	l.writeAs("team.yaml", strings.Replace(l.read("team.yaml"), "clusterClass: simulated\n", "clusterClass: simulated\n    annotations: {team: blue}\n", 1)) // apply is to write a cluster that was adopted
	l.must(0, "apply", "-f", "team.yaml", "--yes")
	if plan := l.must(0, "plan", "-f", "team.yaml"); !strings.Contains(plan, "No changes.") {
		t.Errorf("the plan after apply:\n%s", plan)
	}
	l.usesPlain()
	l.must(0, "destroy", "-f", "team.yaml", "--yes")
	if refs := l.policyRefs("goldpinger"); refs != "projectsveltos/team-goldpinger at tier 99" || !l.isThere(configMapResource, "projectsveltos", "team-goldpinger") {
		t.Errorf("after destroy the profile installs %s, which is not there", refs)
	}
	if r := l.run("forget", "-f", "team.yaml", "workloadCluster/by-hand"); r.code == 0 || !strings.Contains(r.stderr, "is selected by clusterProfile/cilium") {
		t.Errorf("forget of a cluster that a profile selects: %d %s", r.code, r.stderr)
	}
	l.must(0, "forget", "-f", "team.yaml", "--all")
	if !l.isThere(configMapResource, "projectsveltos", "team-goldpinger") {
		t.Error("forget has left the profile without what it installs")
	}
	if marks := l.marks(); marks != "" {
		t.Errorf("marks are left: %s", marks)
	}
	if after := l.machinesOf("by-hand", 2) + " " + l.machinesOf("plain", 2); after != before {
		t.Errorf("machines were %s and are %s", before, after)
	}
	l.takesOverByLabFile(management)
}

// planAfterAdopt: nothing is replaced or deleted, and no cluster is made.
func (l *labTest) planAfterAdopt() {
	l.Helper()
	plan := l.must(0, "plan", "-f", "team.yaml")
	for _, bad := range []string{"create   workloadCluster", "update   workloadCluster", "create   clusterProfile", "replace", "- delete"} {
		if strings.Contains(plan, bad) {
			l.Errorf("the plan after adopt has a step that says %q:\n%s", bad, plan)
		}
	}
	for _, want := range []string{
		"~ update   clusterProfile/cilium", "clusterSelector.matchLabels[kaaslab.dev/lab]: + team",
		"+ create   configMap/team-goldpinger", "~ update   clusterProfile/goldpinger", "~ update   clusterProfile/till",
	} {
		if !strings.Contains(plan, want) {
			l.Errorf("the plan after adopt does not say %q:\n%s", want, plan)
		}
	}
}

// usesPlain: the cluster without a ClusterClass is one like the others where a lab is looked at.
func (l *labTest) usesPlain() {
	l.Helper()
	want := `plain Available v1.36.1 control plane {1 1} workers {1 1} pools [plain-md-0] add-ons [goldpinger till]`
	got := ""
	eventually(l.T, time.Minute, "status counts the machines of the plain cluster", func() bool {
		got = l.statusOf("plain")
		return !strings.Contains(got, "{0 1}")
	})
	if got != want {
		l.Errorf("status says\n%s, want\n%s", got, want)
	}
	if nodes := l.nodesAt(strings.TrimSpace(l.must(0, "kubeconfig", "-f", "team.yaml", "plain", "--path"))); nodes != 2 {
		l.Errorf("with the kubeconfig, the plain cluster has %d nodes", nodes)
	}
}

func (l *labTest) statusOf(cluster string) string {
	l.Helper()
	var status snapshot.Status
	if err := json.Unmarshal([]byte(l.must(0, "status", "-f", "team.yaml", "-o", "json")), &status); err != nil {
		l.Fatal(err)
	}
	for _, c := range status.WorkloadClusters {
		if c.Name != cluster {
			continue
		}
		var pools, addons []string
		for _, pool := range c.WorkerPools {
			pools = append(pools, pool.Name)
		}
		for _, addon := range c.Addons {
			addons = append(addons, addon.Profile)
		}
		return fmt.Sprintf("%s %s %s control plane %v workers %v pools %v add-ons %v",
			c.Name, c.State, c.KubernetesVersion, c.ControlPlane, c.Workers, pools, addons)
	}
	return cluster + " is not there"
}

// takesOverByLabFile: a cluster is taken over as well by who writes it into a lab file, and goes if that is asked for.
func (l *labTest) takesOverByLabFile(kubeconfig string) {
	l.Helper()
	text := "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: team\nmanagementCluster: {provider: existing, context: demo-management, kubeconfig: " +
		kubeconfig + "}\nworkloadClusters:\n- {name: plain, infrastructure: existing, labels: {tier: gold}}\n"
	l.writeAs("team.yaml", text)
	l.must(0, "apply", "-f", "team.yaml", "--yes")
	l.must(0, "destroy", "-f", "team.yaml", "--yes")
	if !l.isThere(clusterResource, "default", "plain") {
		l.Error("destroy has removed a cluster that it had not made")
	}
	l.must(0, "destroy", "-f", "team.yaml", "--yes", "--adopted")
	if l.isThere(clusterResource, "default", "plain") {
		l.Error("destroy --adopted has left the cluster")
	}
	if r := l.run("plan", "-f", "team.yaml"); r.code != exitRefused || !strings.Contains(r.stderr, "workloadCluster/plain is not there") {
		l.Errorf("plan without the cluster: %d %s", r.code, r.stderr)
	}
}

func (l *labTest) holds(file string, wants ...string) {
	l.Helper()
	text := l.read(file)
	for _, want := range wants {
		if !strings.Contains(text, want) {
			l.Errorf("%s does not say %q:\n%s", file, want, text)
		}
	}
}

func (l *labTest) nodesAt(kubeconfig string) int {
	l.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		l.Fatal(err)
	}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		l.Fatal(err)
	}
	list, err := client.Resource(schema.GroupVersionResource{Version: "v1", Resource: "nodes"}).List(context.Background(), metav1.ListOptions{})
	if err != nil {
		l.Fatal(err)
	}
	return len(list.Items)
}

// policyRefs is what a profile installs.
func (l *labTest) policyRefs(profile string) string {
	l.Helper()
	live, err := l.client().Resource(profileResource).Get(context.Background(), profile, metav1.GetOptions{})
	if err != nil {
		l.Fatal(err)
	}
	refs, _, _ := unstructured.NestedSlice(live.Object, "spec", "policyRefs")
	var texts []string
	for _, ref := range refs {
		fields := ref.(map[string]any)
		texts = append(texts, fmt.Sprintf("%v/%v at tier %v", fields["namespace"], fields["name"], fields["tier"]))
	}
	return strings.Join(texts, ", ")
}

func (l *labTest) isThere(resource schema.GroupVersionResource, namespace, name string) bool {
	l.Helper()
	_, err := l.client().Resource(resource).Namespace(namespace).Get(context.Background(), name, metav1.GetOptions{})
	return err == nil
}

var configMapResource = schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}

// machinesOf waits until a cluster has so many machines, all of them with a node, and returns their names.
func (l *labTest) machinesOf(cluster string, count int) string {
	l.Helper()
	var names []string
	eventually(l.T, 4*time.Minute, cluster+" has its machines", func() bool {
		list, err := l.client().Resource(machineResource).Namespace("default").List(context.Background(),
			metav1.ListOptions{LabelSelector: "cluster.x-k8s.io/cluster-name=" + cluster})
		if err != nil {
			return false
		}
		names = nil
		for _, machine := range list.Items {
			if node, _, _ := unstructured.NestedString(machine.Object, "status", "nodeRef", "name"); node != "" {
				names = append(names, machine.GetName())
			}
		}
		return len(names) == count
	})
	return strings.Join(names, " ")
}

// marks lists what still says that it belongs to lab team.
func (l *labTest) marks() string {
	l.Helper()
	var marked []string
	for _, resource := range []schema.GroupVersionResource{clusterResource, profileResource, profileResource.GroupVersion().WithResource("profiles"), configMapResource} {
		list, err := l.client().Resource(resource).List(context.Background(), metav1.ListOptions{})
		if err != nil {
			l.Fatal(err)
		}
		for _, object := range list.Items {
			spec, _ := yaml.Marshal(object.Object["spec"])
			if object.GetLabels()["kaaslab.dev/lab"] == "team" || object.GetAnnotations()["kaaslab.dev/adopted"] != "" || strings.Contains(string(spec), "kaaslab.dev") {
				marked = append(marked, object.GetName())
			}
		}
	}
	return strings.Join(marked, " ")
}
