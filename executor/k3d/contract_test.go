package k3d

import (
	"archive/tar"
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/planner"
)

func TestContractInMemory(t *testing.T) {
	w := newMemoryWorld(t)
	server := nodeName("capi", roleServer, 0)
	handlertest.Run(t, handlertest.Subject{
		Lab: w.lab, Resource: w.resource(),
		New:     func(*testing.T) executor.Handler { return w.h },
		Changed: w.withAgents(3),
		Drift:   func(t *testing.T) { w.Stop(t, server) },
		Foreign: func(t *testing.T) { w.Create(t, foreign("capi")) },
		RemoveForeign: func(t *testing.T) {
			must(t, engine.Remove(context.Background(), w, server))
		},
		NeverReady: func(t *testing.T) {
			w.server.deaf.Store(true)
			t.Cleanup(func() { w.server.deaf.Store(false) })
		},
		Broken: func(*testing.T) executor.Handler {
			return &Handler{dir: w.h.dir, lab: w.h.lab, engine: engine.At("unix:///nonexistent/docker.sock"), library: w.library, times: w.h.times}
		},
	})
}

// foreign is a server of a cluster that somebody made with k3d.
func foreign(name string) dockertest.Container {
	return dockertest.Container{
		Name: nodeName(name, roleServer, 0), Network: "bridge", Image: "k3s:1",
		Labels: map[string]string{labelApp: app, labelCluster: name, labelRole: roleServer, labelAPIPort: "6550"},
	}
}

func TestContract(t *testing.T) {
	w := newWorld(t)
	name := w.lab.ManagementCluster.Name
	server := nodeName(name, roleServer, 0)
	handlertest.Run(t, handlertest.Subject{
		Lab: w.lab, Resource: w.resource(nil), Timeout: 3 * time.Minute,
		Changed:       w.resource(func(m *planner.ManagementCluster) { m.Agents = 1 }).Attrs,
		New:           func(t *testing.T) executor.Handler { return w.another(t) },
		Drift:         func(t *testing.T) { w.Stop(t, server) },
		Foreign:       func(t *testing.T) { w.Create(t, foreign(name)) },
		RemoveForeign: func(*testing.T) { _ = engine.Remove(context.Background(), w, server) },
		NeverReady:    func(t *testing.T) { w.deafen(t, server) },
		Broken: func(t *testing.T) executor.Handler {
			h := w.another(t)
			h.engine = engine.At("unix:///nonexistent/docker.sock")
			return h
		},
	})
}

// deafen keeps the stand-in from answering.
func (w *world) deafen(t *testing.T, name string) {
	t.Helper()
	var archive bytes.Buffer
	files := tar.NewWriter(&archive)
	must(t, files.WriteHeader(&tar.Header{Name: "deaf", Mode: 0o644}))
	must(t, files.Close())
	must(t, w.raw.CopyToContainer(t.Context(), name, "/", &archive, container.CopyToContainerOptions{}))
}
