package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kaaslab/kaaslab/planner"
)

// appliedExample is an example with add-ons, installed.
func appliedExample(t *testing.T, name string) *labTest {
	t.Helper()
	l := newLabTest(t, name)
	l.requireSveltos()
	l.must(0, "apply", "--yes")
	l.matches()
	return l
}

// TestExampleAddOns installs what a profile can say, and looks at what became of it: values and patches that Sveltos fills in, labels of all,
// and drift that is undone but for what is left alone, which the forecast of a plan knows as well.
func TestExampleAddOns(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := appliedExample(t, "add-ons")

	ctx, south := context.Background(), l.workload("south")
	web, err := south.AppsV1().Deployments("web").Get(ctx, "web", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if *web.Spec.Replicas != 2 || web.Annotations["example.com/note"] != "south" || web.Annotations["example.com/cluster"] != "south" {
		t.Errorf("the release has %d replicas and annotations %v; want 2, and the cluster in both", *web.Spec.Replicas, web.Annotations)
	}
	rules, err := south.CoreV1().ConfigMaps("rules").Get(ctx, "rules", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if rules.Labels["cluster"] != "south" || rules.Labels["team"] != "platform" || rules.Annotations["example.com/from"] != "kaaslab" {
		t.Errorf("the manifest has labels %v and annotations %v", rules.Labels, rules.Annotations)
	}

	rules.Data = map[string]string{"limit": "11", "notice": "changed"}
	if _, err := south.CoreV1().ConfigMaps("rules").Update(ctx, rules, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, 2*time.Minute, "the drift is undone", func() bool {
		rules, err = south.CoreV1().ConfigMaps("rules").Get(ctx, "rules", metav1.GetOptions{})
		return err == nil && rules.Data["limit"] == "10"
	})
	if rules.Data["notice"] != "changed" {
		t.Errorf("what is left alone is %q", rules.Data["notice"])
	}
	if told := l.must(0, "plan", "--addons"); strings.Contains(told, "data.notice") {
		t.Errorf("the plan tells of what is left alone:\n%s", told)
	}
	l.profilesChange()
	l.must(0, "destroy", "--yes")
}

// profilesChange makes of a Profile a ClusterProfile and a Profile again, and changes what it installs.
func (l *labTest) profilesChange() {
	l.Helper()
	written, south := l.read("lab.yaml"), l.workload("south")
	currency := func() string {
		till, err := south.CoreV1().ConfigMaps("till").Get(context.Background(), "till", metav1.GetOptions{})
		if err != nil {
			return err.Error()
		}
		return till.Data["currency"]
	}
	if _, err := south.CoreV1().Secrets("till").Get(context.Background(), "till", metav1.GetOptions{}); err != nil || currency() != "EUR" {
		l.Fatalf("the Profile has installed %s, %v", currency(), err)
	}
	if _, err := l.workload("north").CoreV1().ConfigMaps("till").Get(context.Background(), "till", metav1.GetOptions{}); err == nil {
		l.Error("the Profile reaches a cluster of another namespace")
	}
	if err := os.WriteFile(filepath.Join(l.dir, "till.yaml"), []byte(strings.Replace(l.read("till.yaml"), "EUR", "DKK", 1)), 0o600); err != nil {
		l.Fatal(err)
	}
	for _, form := range []string{written, strings.ReplaceAll(strings.ReplaceAll(written, "\n  namespace: shops # a Profile", "\n  # no Profile"), "\n  namespace: shops\n  setRefs: [coast]", "\n  setRefs: [shops]"), written} {
		l.write(form)
		l.must(0, "apply", "--yes", "--allow-replace=clusterProfile/till", "--allow-replace=clusterProfile/receipts")
		l.matches()
		if got := currency(); got != "DKK" {
			l.Errorf("the profile has installed %s", got)
		}
	}
	others, _, _ := strings.Cut(written, "\n- name: till")
	l.write(others)
	l.must(0, "apply", "--yes")
	l.matches()
	if got := currency(); !strings.Contains(got, "not found") {
		l.Errorf("without the profile there is %s", got)
	}
	for _, kind := range []schema.GroupVersionResource{
		{Version: "v1", Resource: "configmaps"}, {Version: "v1", Resource: "secrets"}, {Group: "config.projectsveltos.io", Version: "v1beta1", Resource: "profiles"},
	} {
		left, err := l.client().Resource(kind).Namespace("shops").List(context.Background(), metav1.ListOptions{LabelSelector: planner.LabLabel + "=add-ons"})
		if err != nil || len(left.Items) > 0 {
			l.Errorf("%s that are left in the namespace: %v, %v", kind.Resource, left, err)
		}
	}
}

// TestExamplePlatform applies objects of the management cluster, a template that reads one of them, and a cluster with addresses of both
// kinds.
func TestExamplePlatform(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := appliedExample(t, "platform")
	owner, err := l.workload("a").CoreV1().ConfigMaps("platform").Get(context.Background(), "owner", metav1.GetOptions{})
	if err != nil || owner.Data["cluster"] != "a" || owner.Data["owner"] != "team-blue" {
		t.Errorf("the template became %v, %v", owner.Data, err)
	}
	both := corev1.IPFamilyPolicyRequireDualStack
	service, err := l.workload("a").CoreV1().Services("default").Create(context.Background(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "both"}, Spec: corev1.ServiceSpec{IPFamilyPolicy: &both, Ports: []corev1.ServicePort{{Port: 80}}},
	}, metav1.CreateOptions{})
	if err != nil || len(service.Spec.ClusterIPs) != 2 || !strings.HasPrefix(service.Spec.ClusterIPs[1], "fd00:10:96::") {
		t.Errorf("a service has the addresses %v, %v", service.Spec.ClusterIPs, err)
	}
	l.must(0, "destroy", "--yes")
}
