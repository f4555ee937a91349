package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// fleetFile is a lab in the management cluster of lab demo, as somebody has it who only has a kubeconfig of that.
func (l *labTest) fleetFile(clusters string) string {
	management := filepath.Join(l.state(), "kaaslab", "demo", "kubeconfigs", "demo-management.kubeconfig")
	return "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: fleet\nmanagementCluster: {provider: existing, name: shared, context: demo-management, kubeconfig: " +
		management + "}\nworkloadClusters: [" + clusters + "]\n"
}

// withManagement starts the management cluster of lab demo, for labs that use it as it is.
func withManagement(t *testing.T) *labTest {
	l := newLabTest(t, "own-class")
	l.write("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\n")
	l.must(0, "apply", "--yes")
	return l
}

func (l *labTest) writeAs(file, text string) {
	l.Helper()
	if err := os.WriteFile(filepath.Join(l.dir, file), []byte(text), 0o600); err != nil {
		l.Fatal(err)
	}
}

// copyCluster does what people do with kubectl get -o yaml, an editor and kubectl create.
func (l *labTest) copyCluster(from, to string, keep ...string) {
	l.Helper()
	clusters := l.client().Resource(clusterResource).Namespace("default")
	live, err := clusters.Get(context.Background(), from, metav1.GetOptions{})
	if err != nil {
		l.Fatal(err)
	}
	fields := []string{"uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "finalizers"}
	for _, kept := range keep {
		for i := range fields {
			if fields[i] == kept {
				fields[i] = "-"
			}
		}
	}
	for _, field := range fields {
		unstructured.RemoveNestedField(live.Object, "metadata", field)
	}
	unstructured.RemoveNestedField(live.Object, "status")
	unstructured.RemoveNestedField(live.Object, "spec", "controlPlaneRef")
	unstructured.RemoveNestedField(live.Object, "spec", "infrastructureRef")
	unstructured.RemoveNestedField(live.Object, "spec", "controlPlaneEndpoint")
	live.SetName(to)
	if _, err := clusters.Create(context.Background(), live, metav1.CreateOptions{FieldManager: "kubectl-create"}); err != nil {
		l.Fatal(err)
	}
}

// TestCopyOfAClusterIsLeft: a copy of a cluster carries all that the lab has written on it, and is nobody's all the same.
func TestCopyOfAClusterIsLeft(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := withManagement(t)
	l.writeAs("fleet.yaml", l.fleetFile("{name: dev}"))
	l.must(0, "apply", "-f", "fleet.yaml", "--yes")
	l.copyCluster("dev", "dev-copy")
	l.copyCluster("dev", "dev-whole", "managedFields")

	plan := l.must(0, "plan", "-f", "fleet.yaml")
	if !strings.Contains(plan, "No changes.") {
		t.Errorf("the plan beside a copy:\n%s", plan)
	}
	for _, name := range []string{"dev-copy", "dev-whole"} {
		if !strings.Contains(joined(plan), "workloadCluster/"+name+": carries this lab's label, and belongs to nobody: a copy of Cluster.cluster.x-k8s.io default/dev; it is left alone") {
			t.Errorf("the plan does not name %s:\n%s", name, plan)
		}
	}
	l.writeAs("wants.yaml", l.fleetFile("{name: dev}, {name: dev-copy}"))
	if r := l.run("apply", "-f", "wants.yaml", "--yes", "--same-lab"); r.code != exitRefused || !strings.Contains(joined(r.stderr), "workloadCluster/dev-copy is there already and belongs to nobody: a copy of") {
		t.Errorf("an apply that wants the copy: %d\n%s", r.code, r.stderr)
	}
	l.must(0, "destroy", "-f", "fleet.yaml", "--yes")
	for name, want := range map[string]bool{"dev": false, "dev-copy": true, "dev-whole": true} {
		if l.isThere(clusterResource, "default", name) != want {
			t.Errorf("after destroy %s is there: %v, want %v", name, !want, want)
		}
	}
}

// joined takes out where a text was broken for the terminal.
func joined(text string) string { return strings.Join(strings.Fields(text), " ") }

// TestTwoLabsOfOneName: two people with a lab of one name on one management cluster, here with two state directories, do not
// destroy each other's clusters.
func TestTwoLabsOfOneName(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := withManagement(t)
	l.writeAs("fleet.yaml", l.fleetFile("{name: dev}"))
	l.must(0, "apply", "-f", "fleet.yaml", "--yes")

	other := *l
	other.dir = filepath.Join(l.home, "other")
	if err := os.Mkdir(other.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	other.env = append(append([]string{}, l.env...), "XDG_STATE_HOME="+filepath.Join(l.home, "other-state"))
	other.writeAs("fleet.yaml", l.fleetFile("{name: theirs}"))
	for _, args := range [][]string{{"plan"}, {"apply", "--yes"}, {"destroy", "--yes"}} {
		r := other.run(append(args, "-f", "fleet.yaml")...)
		for _, fact := range []string{`lab "fleet" is there already, made by `, "from " + filepath.Join(l.dir, "fleet.yaml"), "--same-lab", "KL2008"} {
			if r.code != exitRefused || !strings.Contains(joined(r.stderr), fact) {
				t.Errorf("kaaslab %s: exit code %d, want %q in\n%s", strings.Join(args, " "), r.code, fact, r.stderr)
			}
		}
	}
	if !l.isThere(clusterResource, "default", "dev") {
		t.Fatal("the cluster of the first lab is gone")
	}
	other.writeAs("fleet.yaml", l.fleetFile("{name: dev}"))
	other.must(0, "apply", "-f", "fleet.yaml", "--yes", "--same-lab")
	if plan := other.must(0, "plan", "-f", "fleet.yaml"); !strings.Contains(plan, "No changes.") {
		t.Errorf("the plan of who has said that it is the same lab:\n%s", plan)
	}
	if plan := l.must(0, "plan", "-f", "fleet.yaml"); !strings.Contains(plan, "No changes.") {
		t.Errorf("the plan of who has made the lab:\n%s", plan)
	}
	other.must(0, "destroy", "-f", "fleet.yaml", "--yes")
	if l.isThere(clusterResource, "default", "dev") {
		t.Error("the destroy of who has said that it is the same lab has left its cluster")
	}
}
