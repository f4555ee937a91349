package install

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"helm.sh/helm/v3/pkg/release"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/planner"
)

// crashing is a release whose controller does not stay up.
var crashing = kubetest.Answers{
	"/api/v1/namespaces/projectsveltos/secrets":              `{"kind": "SecretList", "apiVersion": "v1", "items": []}`,
	"/apis/apps/v1/namespaces/projectsveltos/deployments":    `{"items": []}`,
	"/apis/apps/v1/namespaces/projectsveltos/deployments/sc": `{"status": {"conditions": [{"type": "Available", "status": "False", "message": "none"}]}}`,
	"/api/v1/namespaces/projectsveltos/events":               `{"items": []}`,
	"/api/v1/namespaces/projectsveltos/pods/sc-1/log":        "no route to host\n",
	"/api/v1/namespaces/projectsveltos/pods": `{"items": [{"metadata": {"name": "sc-1", "namespace": "projectsveltos"}, "status": {"containerStatuses": [
		{"name": "manager", "restartCount": 2, "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"exitCode": 2, "reason": "Error"}}}]}}]}`,
}

// account is what is told either way: the same pod is in trouble.
var account = executor.Account{
	Pods: []string{"sc-1: manager CrashLoopBackOff after 2 restarts (exit code 2, Error)"},
	Log:  []string{"no route to host"},
}

func TestExplainHooks(t *testing.T) {
	options := crashing.Options(t)
	h := New(kube.NewAccess(options), Options{Kubeconfig: options.Kubeconfig, Context: options.Context})
	got, err := h.Explain(t.Context(), planner.Resource{})
	if diff := cmp.Diff(account, got); err != nil || diff != "" {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
}

func TestExplainController(t *testing.T) {
	client, err := kube.NewAccess(crashing.Options(t)).Client()
	if err != nil {
		t.Fatal(err)
	}
	there := &release.Release{Manifest: "kind: Deployment\nmetadata: {name: sc}\n---\nkind: Deployment\nmetadata: {name: gone}\n"}
	live := map[string]*kube.Deployment{"sc": {Metadata: kube.Meta{Name: "sc", Namespace: namespace}}}
	want := account
	want.Conditions, want.Describe = []string{"Available is False: none"}, "-n projectsveltos deployment sc"
	got, err := explainController(t.Context(), client, there, live)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
}
