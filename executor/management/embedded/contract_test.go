package embedded

import (
	"os"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func TestContract(t *testing.T) {
	h := newHandler(t)
	handlertest.Run(t, handlertest.Subject{
		Lab: lab, Resource: resource(0),
		Changed: planner.ManagementCluster{Provider: spec.ProviderEmbedded, ClusterAPI: "v1.14.2", APIPort: freePort(t)},
		New:     func(*testing.T) executor.Handler { return another(t, h.options.Binary) },
		Without: handlertest.Nobodys("its files are in the lab's own directory, behind its lock"),
		Drift:   func(t *testing.T) { kill(t, h) },
		NeverReady: func(t *testing.T) {
			behave(t, "mode", deaf)
			t.Cleanup(func() { behave(t, "mode", "") })
		},
		NeverGone: func(t *testing.T) {
			behave(t, "mode", stubborn)
			t.Cleanup(func() { behave(t, "mode", ""); kill(t, h) })
		},
		Broken: func(t *testing.T) executor.Handler {
			must(t, os.MkdirAll(h.dir.Embedded(), 0o700))
			must(t, os.WriteFile(h.path("kaaslab.json"), []byte("no JSON"), 0o600))
			t.Cleanup(func() { must(t, os.RemoveAll(h.dir.Embedded())) })
			return another(t, h.options.Binary)
		},
	})
}
