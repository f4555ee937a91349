package cli

import (
	"context"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	withOne = "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: lab-a\nworkloadClusters: [{name: one, infrastructure: inMemory}]\n"
	renamed = withOne + "managementCluster: {name: other-management}\n"
)

// TestLabManagementClusterIsNotLostByItsName: a lab file that gives the management cluster another name asks for the loss of the
// one that is there with its workload clusters, which somebody has to allow by name.
func TestLabManagementClusterIsNotLostByItsName(t *testing.T) {
	l := newLabTest(t, "embedded")
	l.write(withOne)
	l.must(exitDone, "apply", "--yes")
	before := l.uid("one")

	l.write(renamed)
	plan := l.must(exitDone, "plan")
	for _, want := range []string{"managementCluster/lab-a-management", "takes with it", "workloadCluster (one)"} {
		if !strings.Contains(plan, want) {
			t.Errorf("the plan does not say %q:\n%s", want, plan)
		}
	}
	if json := l.must(exitDone, "plan", "-o", "json"); !strings.Contains(json, `"loses": [`) || !strings.Contains(json, `"workloadCluster/one"`) {
		t.Errorf("the plan for machines does not say what is lost:\n%s", json)
	}
	const leave = "--allow-replace=managementCluster/lab-a-management"
	refused := l.run("apply", "--yes")
	if refused.code != exitRefused || !strings.Contains(refused.stderr, leave) {
		t.Fatalf("exit code %d, want %d and %q\n%s", refused.code, exitRefused, leave, refused.stderr)
	}
	l.write(withOne)
	l.matches()
	if after := l.uid("one"); after != before {
		t.Errorf("cluster one is %s, was %s", after, before)
	}

	l.write(renamed)
	l.must(exitDone, "apply", "--yes", leave)
	l.matches()
	if after := l.uid("one"); after == before || after == "" {
		t.Errorf("cluster one is %q, which is not a new one", after)
	}
}

// uid tells a cluster from another one of its name.
func (l *labTest) uid(cluster string) string {
	l.Helper()
	object, err := l.client().Resource(clusterResource).Namespace("default").Get(context.Background(), cluster, metav1.GetOptions{})
	if err != nil {
		l.Fatal(err)
	}
	return string(object.GetUID())
}
