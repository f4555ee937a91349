package k3d

import (
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
)

// TestExplain: a node that does not run tells its own story, whichever node it is.
func TestExplain(t *testing.T) {
	w := newMemoryWorld(t)
	if got, err := w.h.Explain(t.Context(), w.resource()); err != nil || got.Show != "" {
		t.Errorf("of a cluster that is not there: %+v, %v", got, err)
	}
	must(t, w.h.Apply(t.Context(), w.resource(), silent))
	must(t, w.h.AwaitReady(t.Context(), w.resource(), silent))
	agent := nodeName("capi", roleAgent, 0)
	log := strings.Repeat("another line\n", 20) + "level=fatal msg=\"too many open files\"\n"
	must(t, engine.WriteFile(t.Context(), w, agent, dockertest.LogFile, []byte(log)))
	must(t, w.ContainerStop(t.Context(), agent, container.StopOptions{}))
	got, err := w.h.Explain(t.Context(), w.resource())
	must(t, err)
	if len(got.Conditions) != 1 || !strings.HasPrefix(got.Conditions[0], "container "+agent+" is exited") {
		t.Errorf("conditions %q", got.Conditions)
	}
	if len(got.Log) != mostLines || !strings.HasSuffix(got.Log[mostLines-1], `msg="too many open files"`) || got.Show != "docker logs --tail 100 "+agent {
		t.Errorf("log %q, and %q", got.Log, got.Show)
	}
}
