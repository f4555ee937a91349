package kube

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
)

// answers is a server that knows a few paths.
type answers map[string]string

func (a answers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, known := a[r.URL.Path]
	w.Header().Set("Content-Type", "application/json")
	if !known {
		w.WriteHeader(http.StatusNotFound)
		text = `{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404, "details": {"name": "w-1"}}`
	}
	_, _ = w.Write([]byte(text))
}

func (a answers) access(t *testing.T) *Access {
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	return accessTo(t, server.URL)
}

func TestExplain(t *testing.T) {
	known := answers{
		"/apis/cluster.x-k8s.io/v1beta2/namespaces/default/clusters/w-1": `{"status": {"conditions": [
			{"type": "TopologyReconciled", "status": "True", "lastTransitionTime": "2026-11-04T12:00:05Z"},
			{"type": "Deleting", "status": "False", "lastTransitionTime": "2026-11-04T12:00:04Z"},
			{"type": "InfrastructureReady", "status": "False", "reason": "NotReady", "lastTransitionTime": "2026-11-04T12:00:01Z"},
			{"type": "Available", "status": "Unknown", "message": "* RemoteConnectionProbe: not established", "lastTransitionTime": "2026-11-04T12:00:03Z"}]}}`,
		"/api/v1/namespaces/default/events": `{"items": [
			{"lastTimestamp": "2026-11-04T12:00:09Z", "type": "Warning", "reason": "Later", "message": "no\nspace", "involvedObject": {"kind": "Machine", "name": "w-1-abc"}},
			{"lastTimestamp": "2026-11-04T12:00:02Z", "type": "Normal", "reason": "Sooner", "message": "made", "involvedObject": {"kind": "Cluster", "name": "w-1"}},
			{"lastTimestamp": "2026-11-04T12:00:03Z", "type": "Normal", "reason": "Other", "message": "made", "involvedObject": {"kind": "Cluster", "name": "w-10"}}]}`,
	}
	of := Resource{Group: "cluster.x-k8s.io", Version: "v1beta2", Kind: "Cluster", Plural: "clusters", Namespaced: true}
	want := executor.Account{
		Conditions: []string{"Available is Unknown: RemoteConnectionProbe: not established", "InfrastructureReady is False: NotReady"},
		Events:     []string{"2026-11-04T12:00:02Z Sooner Cluster/w-1: made", "2026-11-04T12:00:09Z Later Machine/w-1-abc: no"},
		Describe:   "cluster w-1",
	}
	got, err := Explain(t.Context(), known.access(t), of, Namespace, "w-1")
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
	delete(known, "/apis/cluster.x-k8s.io/v1beta2/namespaces/default/clusters/w-1")
	got, err = Explain(t.Context(), known.access(t), of, Namespace, "w-1")
	if err != nil || len(got.Conditions) > 0 || len(got.Events) != 2 || got.Describe != "" {
		t.Errorf("of an object that is not there: %+v, %v", got, err)
	}
	known = answers{"/apis/cluster.x-k8s.io/v1beta2/namespaces/team-a/clusters/w-1": `{}`, "/api/v1/namespaces/team-a/events": `{}`}
	if got, err = Explain(t.Context(), known.access(t), of, "team-a", "w-1"); err != nil || got.Describe != "-n team-a cluster w-1" {
		t.Errorf("of one in another namespace: %+v, %v", got, err)
	}
}
