// Package profiles tests the add-on profiles of lab.yaml on clusters that run on this machine, without Docker. It needs the program
// kaaslab-embedded: in bin/ of this module, where make build puts it, in PATH, or where $KAASLAB_EMBEDDED says.
package profiles

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/lab/labtest"
)

// shared is one lab for all tests: the first starts it, and Main removes it after the last.
var shared = labtest.Shared(labtest.File("lab.yaml"))

func TestMain(m *testing.M) { os.Exit(labtest.Main(m)) }

func start(t *testing.T) *labtest.Lab {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts a lab, which -short leaves out")
	}
	return shared(t)
}

func TestWebRunsOnEveryCluster(t *testing.T) {
	l := start(t)
	for _, name := range []string{"staging", "production"} {
		cluster := l.Cluster(name)
		cluster.AwaitAddon("web")
		cluster.AwaitPods()
		web, err := cluster.Client.AppsV1().Deployments("web").Get(t.Context(), "web", metav1.GetOptions{})
		if err != nil || web.Status.ReadyReplicas != 2 {
			t.Errorf("cluster %s runs web: %v, %v, want 2 pods", name, web.Status, err)
		}
	}
}

func TestGuardrailsAreOnProductionOnly(t *testing.T) {
	l := start(t)
	for name, want := range map[string]bool{"staging": false, "production": true} {
		_, err := l.Cluster(name).Client.CoreV1().ResourceQuotas("web").Get(t.Context(), "web", metav1.GetOptions{})
		if found := err == nil; found != want || err != nil && !apierrors.IsNotFound(err) {
			t.Errorf("cluster %s has the quota: %v (%v), want %v", name, found, err, want)
		}
	}
}

// TestGuardrailsStopAPodThatAsksForTooMuch asks the real API server: its admission refuses the pod. It is not kept anyway.
func TestGuardrailsStopAPodThatAsksForTooMuch(t *testing.T) {
	pods := start(t).Cluster("production").Client.CoreV1().Pods("web")
	large := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "large"}, Spec: corev1.PodSpec{Containers: []corev1.Container{{
		Name: "large", Image: "registry.example.com/large:1",
		Resources: corev1.ResourceRequirements{Requests: corev1.ResourceList{
			corev1.ResourceCPU: resource.MustParse("3"), corev1.ResourceMemory: resource.MustParse("64Mi"),
		}},
	}}}}
	_, err := pods.Create(t.Context(), large, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
	if !apierrors.IsForbidden(err) || !strings.Contains(err.Error(), "exceeded quota: web") {
		t.Errorf("a pod with 3 processors: %v, want that the quota forbids it", err)
	}
}

// TestADrainMayTakeOnePodOfWeb waits for what the controllers of the cluster say of the budget.
func TestADrainMayTakeOnePodOfWeb(t *testing.T) {
	l := start(t)
	budgets := l.Cluster("production").Client.PolicyV1().PodDisruptionBudgets("web")
	l.Eventually("one pod of web may go", func(ctx context.Context) error {
		budget, err := budgets.Get(ctx, "web", metav1.GetOptions{})
		if err == nil && budget.Status.DisruptionsAllowed != 1 {
			err = fmt.Errorf("%d may", budget.Status.DisruptionsAllowed)
		}
		return err
	})
}
