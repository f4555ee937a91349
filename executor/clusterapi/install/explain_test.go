package install

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/planner"
)

// pulling is an installation whose core controller has no image.
var pulling = kubetest.Answers{
	"/apis/clusterctl.cluster.x-k8s.io/v1alpha3/providers": `{"items": []}`,
	"/apis/apps/v1/deployments": `{"items": [
		{"metadata": {"name": "capi", "namespace": "capi-system", "labels": {"cluster.x-k8s.io/provider": "cluster-api"}},
		 "spec": {"selector": {"matchLabels": {"app": "capi"}}}},
		{"metadata": {"name": "cert-manager", "namespace": "cert-manager", "labels": {"clusterctl.cluster.x-k8s.io/core": "cert-manager"}},
		 "status": {"updatedReplicas": 1, "availableReplicas": 1}}]}`,
	"/apis/apps/v1/namespaces/capi-system/deployments/capi": `{"status": {"conditions": [
		{"type": "Available", "status": "False", "message": "Deployment does not have minimum availability."}]}}`,
	"/api/v1/namespaces/capi-system/pods": `{"items": [{"metadata": {"name": "capi-1", "namespace": "capi-system"}, "status": {"containerStatuses": [
		{"name": "manager", "state": {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image \"capi:v1\""}}}]}}]}`,
	"/api/v1/namespaces/capi-system/events": `{"items": [
		{"lastTimestamp": "2026-11-04T12:00:02Z", "reason": "Failed", "message": "no such host", "involvedObject": {"kind": "Pod", "name": "capi-1"}}]}`,
}

func TestExplain(t *testing.T) {
	explain := func() executor.Account {
		t.Helper()
		got, err := New(kube.NewAccess(pulling.Options(t)), Options{}).Explain(t.Context(), planner.Resource{})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	want := executor.Account{
		Conditions: []string{"Available is False: Deployment does not have minimum availability."},
		Pods:       []string{`capi-1: manager ImagePullBackOff: Back-off pulling image "capi:v1"`},
		Events:     []string{"2026-11-04T12:00:02Z Failed Pod/capi-1: no such host"},
		Describe:   "-n capi-system deployment capi",
	}
	if diff := cmp.Diff(want, explain()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	pulling["/apis/apps/v1/deployments"] = `{"items": []}`
	if got := explain(); len(got.Conditions) != 1 || !strings.HasSuffix(got.Conditions[0], "is not installed yet") {
		t.Errorf("before there are controllers: %+v", got)
	}
}
