package seed

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/spec"
)

// TestHealthChecksOfPlainMachinesAreCarriedOver: to the control plane and the pools whose machines they select, v1beta1 and v1beta2.
func TestHealthChecksOfPlainMachinesAreCarriedOver(t *testing.T) {
	data, err := os.ReadFile("testdata/shapes/capi-docker-health-check.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const (
		selector = "matchLabels: {nodepool: a}"
		said     = "unhealthyConditions: [{type: Ready, status: Unknown, timeout: 300s}]"
		changed  = "checks: {nodeStartupTimeoutSeconds: 600, unhealthyNodeConditions: [{type: Ready, status: Unknown, timeoutSeconds: 300}]}, remediation: {triggerIf: {unhealthyLessThanOrEqualTo: 40%}}"
	)
	check := spec.HealthCheck{Checks: spec.HealthChecks{UnhealthyNodeConditions: []spec.UnhealthyCondition{{Type: "Ready", Status: "Unknown", TimeoutSeconds: 300}}}}
	bounded := check
	bounded.Remediation = map[string]any{"triggerIf": map[string]any{"unhealthyLessThanOrEqualTo": "40%"}}
	started := bounded
	started.Checks.NodeStartupTimeoutSeconds = ptr(1200)
	for name, test := range map[string]struct {
		replace           []string
		controlPlane, md0 spec.HealthCheck
		lost              string
	}{
		"a pool":                   {nil, spec.HealthCheck{}, check, ""},
		"a control plane":          {[]string{selector, `matchLabels: {cluster.x-k8s.io/control-plane: ""}`}, check, spec.HealthCheck{}, ""},
		"a pool by its name":       {[]string{selector, "matchLabels: {cluster.x-k8s.io/deployment-name: dev-md-0}", said, said + ", maxUnhealthy: 40%, nodeStartupTimeout: 20m"}, spec.HealthCheck{}, started, ""},
		"a pool by a condition":    {[]string{selector, "matchExpressions: [{key: cluster.x-k8s.io/deployment-name, operator: In, values: [dev-md-0]}]"}, spec.HealthCheck{}, check, ""},
		"all but a pool":           {[]string{selector, "matchExpressions: [{key: nodepool, operator: DoesNotExist}]"}, check, spec.HealthCheck{}, ""},
		"all":                      {[]string{selector, "matchLabels: {}", said, changed}, bounded, bounded, ""},
		"none":                     {[]string{selector, "matchLabels: {nodepool: b}"}, spec.HealthCheck{}, spec.HealthCheck{}, ""},
		"a time that is none":      {[]string{"timeout: 300s", "timeout: soon"}, spec.HealthCheck{}, spec.HealthCheck{}, "says nothing of what makes a machine unhealthy"},
		"a status that is none":    {[]string{"status: Unknown", "status: Perhaps"}, spec.HealthCheck{}, spec.HealthCheck{}, "the health check is left out: healthCheck.checks.unhealthyNodeConditions[0].status Perhaps"},
		"a remediation of its own": {[]string{said, said + ", remediationTemplate: {kind: Own, name: own}"}, spec.HealthCheck{}, check, "spec.remediationTemplate"},
	} {
		t.Run(name, func(t *testing.T) {
			made := convert(t, strings.NewReplacer(test.replace...).Replace(string(data)))
			cluster := parsed(t, made).WorkloadClusters[0]
			if diff := cmp.Diff(test.controlPlane, cluster.ControlPlane.HealthCheck); diff != "" {
				t.Errorf("control plane (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.md0, cluster.Workers[0].HealthCheck); diff != "" {
				t.Errorf("md-0 (-want +got):\n%s", diff)
			}
			if cluster.Workers[0].Metadata.Labels["nodepool"] != "a" {
				t.Errorf("machines of md-0 have the labels %v", cluster.Workers[0].Metadata.Labels)
			}
			if (len(made.Lost) > 0) != (test.lost != "") || !strings.Contains(lostOf(made), test.lost) {
				t.Errorf("lost: %s", lostOf(made))
			}
		})
	}
}
