package host

import (
	"errors"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

func TestKubeconfigsSeesWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		name, detail string
		id           planner.ID
		harm         func(t *testing.T, path string, c *clusters)
	}{
		{"open to others", "mode is 0644", workload, func(t *testing.T, path string, _ *clusters) { must(t, os.Chmod(path, 0o644)) }},
		{"edited", "was edited", workload, func(t *testing.T, path string, _ *clusters) {
			text, err := os.ReadFile(path)
			must(t, err)
			must(t, os.WriteFile(path, append(text, "# mine\n"...), 0o600))
		}},
		{"overwritten", "was not written by kaaslab", workload, func(t *testing.T, path string, _ *clusters) {
			must(t, os.WriteFile(path, kubeconfigOf("https://elsewhere"), 0o600))
		}},
		{"renewed", "the cluster's kubeconfig has changed", workload, func(_ *testing.T, _ string, c *clusters) { c.revisions["workload-01"] = "2" }},
		{"gone", "its cluster has no kubeconfig now", workload, func(_ *testing.T, _ string, c *clusters) { delete(c.revisions, "workload-01") }},
		{"moved", "the cluster's kubeconfig has changed", management, func(_ *testing.T, _ string, c *clusters) { c.server = "https://n" }},
		{"down", "cannot be compared while the management cluster is down: refused", management, func(_ *testing.T, _ string, c *clusters) { c.err = errors.New("refused") }},
		{"stopped", "cannot be compared until the management cluster runs", workload, func(_ *testing.T, _ string, c *clusters) {
			c.err = fault.Errorf(fault.EmbeddedEnded, "kaaslab-embedded has ended; its log is x")
		}},
		{"down", "cannot be compared while the management cluster is down: refused", workload, func(_ *testing.T, _ string, c *clusters) { c.err = errors.New("refused") }},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newClusters()
			k := newKubeconfigs(t, c)
			apply(t, k, test.id)
			test.harm(t, k.dir.Kubeconfig(test.id.Name), c)
			if diff := cmp.Diff([]planner.Observed{seen(test.id, test.detail)}, observe(t, k)); diff != "" {
				t.Error(diff)
			}
			if c.err != nil || len(c.revisions) < 2 {
				return
			}
			apply(t, k, test.id)
			if diff := cmp.Diff([]planner.Observed{seen(test.id, "")}, observe(t, k)); diff != "" {
				t.Errorf("after apply: %s", diff)
			}
		})
	}
}
