package kube

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPodsAreCountedAndThoseThatWaitSayWhy(t *testing.T) {
	var found Contents
	for _, text := range []string{
		`{"metadata": {"name": "web-1", "namespace": "shop"}, "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}`,
		`{"metadata": {"name": "job-1", "namespace": "shop"}, "status": {"phase": "Succeeded"}}`,
		`{"metadata": {"name": "old", "namespace": "shop", "deletionTimestamp": "2026-01-01T00:00:00Z"}, "status": {"phase": "Running"}}`,
		`{"metadata": {"name": "web-2", "namespace": "shop"}, "status": {"phase": "Pending", "conditions": [
			{"type": "PodScheduled", "status": "False", "message": "0/2 nodes are available: 2 Insufficient cpu."}]}}`,
	} {
		var p pod
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Fatal(err)
		}
		found.addPod(&p)
	}
	want := Contents{Running: 1, Wanted: 2, Waiting: []WaitingPod{{"shop/web-2", "no node takes it: 0/2 nodes are available: 2 Insufficient cpu."}}}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("contents (-want +got):\n%s", diff)
	}
}

func TestWebhooksAndAPIsThatPodsWouldAnswerAreSeen(t *testing.T) {
	for text, want := range map[string]bool{
		`{"webhooks": [{"clientConfig": {"url": "https://example.org"}}, {"clientConfig": {"service": {"name": "hook"}}}]}`: true,
		`{"webhooks": [{"clientConfig": {"url": "https://example.org"}}]}`:                                                  false,
		`{"spec": {"group": "metrics.k8s.io", "service": {"name": "metrics"}}}`:                                             true,
		`{"spec": {"group": "apps", "version": "v1"}}`:                                                                      false,
	} {
		var c calling
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			t.Fatal(err)
		}
		if got := c.intoTheCluster(); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
