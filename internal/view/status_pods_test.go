package view_test

import (
	"bytes"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/kaaslab/kaaslab/internal/cli/golden"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
)

func TestStatusCountsPodsAndSaysWhyTheyWait(t *testing.T) {
	cluster := snapshot.Cluster{Name: "a", State: "Available", ControlPlane: planner.Replicas{Ready: 1, Wanted: 1}}
	full := cluster
	full.Pods = &snapshot.Pods{Running: 12, Wanted: 12}
	waiting := cluster
	const room = "no node takes it: 0/2 nodes are available: 2 Insufficient cpu."
	waiting.Name, waiting.Pods = "b", &snapshot.Pods{Running: 9, Wanted: 15, Waiting: []snapshot.Pod{
		{Name: "shop/db-0", WaitingFor: "db CrashLoopBackOff after 4 restarts"}, {Name: "shop/web-1", WaitingFor: room}, {Name: "shop/web-2", WaitingFor: room},
		{Name: "shop/one", WaitingFor: "is not ready"}, {Name: "shop/two", WaitingFor: "two ErrImagePull"}, {Name: "shop/x", WaitingFor: "x ErrImagePull"},
	}}
	waiting.Unanswered = []string{"ValidatingWebhookConfiguration cert-manager-webhook", "APIService v1beta1.metrics.k8s.io"}
	waiting.Broken = []string{"node n-1 is not ready until 12:00:30 UTC"}
	status := snapshot.Status{Lab: "demo", WorkloadClusters: []snapshot.Cluster{full, waiting}}
	golden.Compare(t, "status_pods", []txtar.File{
		section(t, "text", func(w *bytes.Buffer) error { return view.StatusText(w, status, view.StatusLook{}) }),
		section(t, "wide", func(w *bytes.Buffer) error { return view.StatusText(w, status, view.StatusLook{Wide: true}) }),
	})
}
