package k3d

import (
	"errors"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestRemoteDockerIsRefusedAtOnce: nothing is asked of a daemon on whose machine the API server could not be reached, and what
// is there can still be seen and removed.
func TestRemoteDockerIsRefusedAtOnce(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	dir, err := statedir.For("demo")
	must(t, err)
	r := planner.ManagementResource("mgmt", planner.ManagementCluster{Provider: spec.ProviderK3d, Servers: 1, Image: "k3s:1"})
	for host, remote := range map[string]bool{
		"tcp://10.1.2.3:2376": true, "ssh://me@example.com": true, "tcp://docker:2375": true, "https://far.example.com:2376": true,
		"unix:///var/run/docker.sock": false, "tcp://127.0.0.1:2375": false, "tcp://localhost:2375": false, "tcp://[::1]:2375": false,
		"npipe:////./pipe/docker_engine": false, "ssh://me@localhost": false, "unix:///home/me/.docker/desktop/docker.sock": false,
	} {
		h := NewHandler(dir, ownershiptest.Lab(dir.Lab()), engine.At(host))
		err := h.Refuse(nil)
		if (err != nil) != remote {
			t.Errorf("%s: %v, want refusal: %v", host, err, remote)
		}
		if !remote {
			continue
		}
		if fault.Of(err) != fault.RemoteDocker || !strings.Contains(err.Error(), host) || !strings.Contains(err.Error(), "DOCKER_HOST") {
			t.Errorf("%s: %v", host, err)
		}
		if found := h.Check(t.Context(), r); len(found) != 1 || found[0].Verdict != executor.Failure || found[0].Remedy == "" {
			t.Errorf("%s: found %v", host, found)
		}
		if err := h.Apply(t.Context(), r, silent); fault.Of(err) != fault.RemoteDocker {
			t.Errorf("%s: apply: %v", host, err)
		}
		var unprepared *executor.Unprepared
		if err := executor.Refused(&spec.Lab{}, executor.Handlers{planner.KindManagementCluster: h}); !errors.As(err, &unprepared) {
			t.Errorf("%s: %v is no failed check", host, err)
		}
	}
	away := NewHandler(dir, ownershiptest.Lab(dir.Lab()), engine.Of(dockertest.Memory().API, "tcp://10.1.2.3:2376"))
	_, err = away.Observe(t.Context(), planner.Want(&spec.Lab{Name: "demo", ManagementCluster: spec.ManagementCluster{Provider: spec.ProviderK3d, Name: "mgmt"}}))
	must(t, err)
	must(t, away.Delete(t.Context(), r, silent))
}
