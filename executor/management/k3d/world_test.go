package k3d

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/docker/docker/client"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// standIn does what k3d waits for, without Kubernetes. $KAASLAB_K3S_IMAGE names an image to test with instead.
//
//go:embed testdata/k3s/main.go
var standIn []byte

var unique = fmt.Sprintf("kltest-%d", os.Getpid())

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func silent(string) {}

// world is a real daemon and a handler on it.
type world struct {
	*dockertest.Daemon
	raw   *client.Client
	lab   *spec.Lab
	image string
	h     *Handler
}

func newWorld(t *testing.T) *world {
	t.Helper()
	d := dockertest.Real(t)
	raw, err := client.NewClientWithOpts(client.WithHost(dockertest.Host(t)), client.WithAPIVersionNegotiation())
	must(t, err)
	t.Cleanup(func() { must(t, raw.Close()) })
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	t.Setenv("DOCKER_HOST", "")
	t.Setenv("KUBECONFIG", t.TempDir()+"/kubeconfig")
	w := &world{Daemon: d, raw: raw, image: os.Getenv("KAASLAB_K3S_IMAGE"), lab: &spec.Lab{
		Name: unique, ManagementCluster: spec.ManagementCluster{Provider: spec.ProviderK3d, Name: unique},
	}}
	if w.image == "" {
		w.image = dockertest.Image(t, raw, "k3s", standIn)
		t.Setenv("K3D_IMAGE_LOADBALANCER", w.image)
		for _, fix := range []string{"K3D_FIX_DNS", "K3D_FIX_MOUNTS", "K3D_FIX_CGROUPV2"} {
			t.Setenv(fix, "false") // they need a shell
		}
	}
	w.h = w.another(t)
	w.Engine = w.h.engine
	t.Cleanup(func() { removeAll(t, w) })
	return w
}

func (w *world) another(t *testing.T) *Handler {
	t.Helper()
	dir, err := statedir.For(w.lab.Name)
	must(t, err)
	h := NewHandler(dir, ownershiptest.Lab(dir.Lab()), engine.At(dockertest.Host(t)))
	h.times = times{poll: 50 * time.Millisecond, probe: 3 * time.Second, now: time.Now}
	return h
}

// removeAll leaves nothing of a test that failed.
func removeAll(t *testing.T, w *world) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, name := range []string{w.lab.ManagementCluster.Name} {
		s, err := look(ctx, w, name)
		must(t, err)
		must(t, removeContainers(ctx, w, s))
		for _, volume := range s.volumes {
			_ = w.VolumeRemove(ctx, volume, true)
		}
		if s.network != nil {
			_ = w.NetworkRemove(ctx, s.network.ID)
		}
	}
	_ = w.VolumeRemove(ctx, "kaaslab-"+w.lab.Name, true)
}

func (w *world) resource(change func(*planner.ManagementCluster)) planner.Resource {
	m := planner.ManagementCluster{Provider: spec.ProviderK3d, Image: w.image, Servers: 1}
	if change != nil {
		change(&m)
	}
	return planner.ManagementResource(w.lab.ManagementCluster.Name, m)
}

func (w *world) apply(t *testing.T, r planner.Resource) {
	t.Helper()
	must(t, w.h.Apply(t.Context(), r, report(t)))
	must(t, w.h.AwaitReady(t.Context(), r, report(t)))
}

// report shows what is reported in the test's log.
func report(t *testing.T) func(string) { return func(message string) { t.Log(message) } }

func (w *world) observe(t *testing.T) (planner.Observed, bool) {
	t.Helper()
	observed, err := w.h.Observe(t.Context(), planner.Want(w.lab))
	must(t, err)
	for _, o := range observed {
		if o.ID.Name == w.lab.ManagementCluster.Name {
			return o, true
		}
	}
	return planner.Observed{}, false
}
