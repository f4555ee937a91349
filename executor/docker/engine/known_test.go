package engine_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/system"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
)

var volume = planner.ID{Kind: planner.KindVolume, Name: "kaaslab-demo"}

func stateDir(t *testing.T) statedir.Dir {
	t.Helper()
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	dir, err := statedir.For("demo")
	must(t, err)
	return dir
}

// nowhere is a daemon that does not answer.
func nowhere(t *testing.T) *engine.Engine {
	return engine.At("unix://" + filepath.Join(t.TempDir(), "docker.sock"))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestUnknownIsNotAbsent: a lab that uses no Docker any more does not forget what it made there because nobody can look; one that
// never used any needs none.
func TestUnknownIsNotAbsent(t *testing.T) {
	dir, here := stateDir(t), dockertest.Memory()
	if api, err := nowhere(t).Remembering(dir).Look(t.Context(), false); api != nil || err != nil {
		t.Errorf("a lab that never used Docker: %v, %v", api, err)
	}
	if _, err := nowhere(t).Remembering(dir).Look(t.Context(), true); err == nil {
		t.Error("a lab that uses Docker needs none")
	}
	if dir.Exists() {
		t.Error("looking has written something")
	}

	must(t, here.Remembering(dir).Note(t.Context(), volume))
	if api, err := here.Look(t.Context(), false); api == nil || err != nil {
		t.Errorf("the daemon itself: %v, %v", api, err)
	}
	_, err := nowhere(t).Remembering(dir).Look(t.Context(), false)
	if fault.Of(err) != fault.NoDocker || !strings.Contains(err.Error(), volume.String()) || !strings.Contains(err.Error(), dir.DockerNote()) {
		t.Errorf("a lab that made something: %v", err)
	}

	must(t, here.Forget(volume))
	if api, err := nowhere(t).Remembering(dir).Look(t.Context(), false); api != nil || err != nil {
		t.Errorf("after all of it has gone: %v, %v", api, err)
	}

	must(t, dir.WriteFile(filepath.Join(dir.K3d(), "kubeconfig"), nil, 0o600)) // as version 0.1 leaves it
	if _, err := nowhere(t).Remembering(dir).Look(t.Context(), false); err == nil || !strings.Contains(err.Error(), "a k3d cluster") {
		t.Errorf("a k3d cluster of an earlier version: %v", err)
	}
	must(t, os.WriteFile(dir.DockerNote(), []byte("{"), 0o600))
	for name, e := range map[string]*engine.Engine{"down": nowhere(t), "up": here.Engine} {
		if _, err := e.Remembering(dir).Look(t.Context(), false); err == nil || !strings.Contains(err.Error(), dir.DockerNote()) {
			t.Errorf("a damaged note, Docker is %s: %v", name, err)
		}
	}
}

// TestAnotherDaemonIsNotAskedForWhatIsOnOne: what a lab has on one daemon is not gone because DOCKER_HOST names another.
func TestAnotherDaemonIsNotAskedForWhatIsOnOne(t *testing.T) {
	dir := stateDir(t)
	daemon := func(host, id string) *engine.Engine {
		return engine.Of(named{dockertest.Memory().API, id}, host).Remembering(dir)
	}
	must(t, daemon("unix:///var/run/docker.sock", "one").Note(t.Context(), volume))
	for name, c := range map[string]struct {
		host, id string
		asked    bool
	}{
		"the same":                  {"unix:///var/run/docker.sock", "one", true},
		"the same, made anew":       {"unix:///var/run/docker.sock", "two", true},
		"the same, by another way":  {"tcp://127.0.0.1:2375", "one", true},
		"another":                   {"tcp://10.0.0.1:2375", "two", false},
		"another that says no name": {"tcp://10.0.0.1:2375", "", false},
	} {
		for _, needed := range []bool{true, false} {
			api, err := daemon(c.host, c.id).Look(t.Context(), needed)
			if (api != nil) != c.asked || (err == nil) != c.asked {
				t.Errorf("%s: %v, %v", name, api != nil, err)
			}
			if err != nil && (fault.Of(err) != fault.OtherDocker || !strings.Contains(err.Error(), "DOCKER_HOST=unix:///var/run/docker.sock")) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// named is a daemon that says an ID.
type named struct {
	engine.API
	id string
}

func (n named) Info(context.Context) (system.Info, error) { return system.Info{ID: n.id}, nil }
