package install

import (
	"context"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// TestGoneAreControllersToo: Cluster API is not gone while one of its controllers may still run, whatever the inventory says.
// Cert-manager stays.
func TestGoneAreControllersToo(t *testing.T) {
	emptyInventory(t)
	p := pretender{t: t}
	for _, name := range []string{certManager, "bootstrap-kubeadm"} {
		labels := map[string]string{providerLabel: name}
		if name == certManager {
			labels = map[string]string{coreLabel: name}
		}
		p.deployment(name, labels)
		t.Cleanup(func() {
			_ = p.resource(kube.Deployments, kube.Namespace).Delete(context.Background(), name, metav1.DeleteOptions{})
		})
	}
	var told []string
	report := func(text string) {
		told = append(told, text)
		if err := p.resource(kube.Deployments, kube.Namespace).Delete(t.Context(), "bootstrap-kubeadm", metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	}
	r := planner.Resource{ID: planner.ID{Kind: planner.KindClusterAPI, Name: "cluster-api"}}
	if err := newHandler(t, p).AwaitGone(t.Context(), r, report); err != nil || strings.Join(told, "; ") != "the Deployment of bootstrap-kubeadm is left" {
		t.Errorf("told %q, %v", told, err)
	}
}
