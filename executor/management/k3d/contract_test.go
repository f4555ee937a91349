package k3d

import (
	"archive/tar"
	"bytes"
	"context"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
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
		LookAlike: func(t *testing.T) {
			theirs := foreign("capi")
			maps.Copy(theirs.Labels, engine.Labels(ownershiptest.LookAlike(w.lab.Name), engine.ContainerMark(server)))
			w.Create(t, theirs)
		},
		Copy: func(t *testing.T) planner.ID {
			original, err := w.ContainerInspect(t.Context(), server)
			must(t, err)
			copied := foreign("capi-copy")
			maps.Copy(copied.Labels, original.Config.Labels)
			copied.Labels[labelCluster] = "capi-copy"
			w.Create(t, copied)
			t.Cleanup(func() { must(t, engine.Remove(context.Background(), w, copied.Name)) })
			return planner.ID{Kind: planner.KindManagementCluster, Name: "capi-copy"}
		},
		Vanishing: func(t *testing.T) executor.Handler {
			return w.meanwhile(func() { must(t, engine.Remove(t.Context(), w, server)) })
		},
		Appearing: func(t *testing.T) executor.Handler {
			return w.meanwhile(func() { w.Create(t, foreign("capi")) })
		},
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

// meanwhile is a handler behind whose first look something happens.
func (w *memoryWorld) meanwhile(happens func()) *Handler {
	return &Handler{dir: w.h.dir, lab: w.h.lab, engine: w.Meanwhile(happens), library: w.library, times: w.h.times}
}

// TestContainerWithCopiedLabelsIsLeft: it is no part of the cluster, and destroy does not remove it with that.
func TestContainerWithCopiedLabelsIsLeft(t *testing.T) {
	w := newMemoryWorld(t)
	r := w.resource()
	must(t, w.h.Apply(t.Context(), r, silent))
	must(t, w.h.AwaitReady(t.Context(), r, silent))
	original, err := w.ContainerInspect(t.Context(), nodeName("capi", roleAgent, 0))
	must(t, err)
	w.Create(t, dockertest.Container{Name: "spy", Labels: original.Config.Labels, Network: networkName("capi")})
	if o := w.observed(t); len(planner.Diff(o.Attrs, r.Attrs)) > 0 || len(o.Notes) != 1 || !strings.Contains(o.Notes[0], "container spy carries this lab's label, and belongs to nobody: a copy of container k3d-capi-agent-0") {
		t.Errorf("observed %+v", o)
	}
	must(t, w.NetworkDisconnect(t.Context(), networkName("capi"), "spy", true))
	must(t, w.h.Delete(t.Context(), r, silent))
	if _, err := w.ContainerInspect(t.Context(), "spy"); err != nil {
		t.Errorf("a container that has the labels only is gone: %v", err)
	}
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
		LookAlike: func(t *testing.T) {
			theirs := foreign(name)
			maps.Copy(theirs.Labels, engine.Labels(ownershiptest.LookAlike(w.lab.Name), engine.ContainerMark(server)))
			w.Create(t, theirs)
		},
		Without: map[string]string{
			"Copy":      "TestContainerWithCopiedLabelsIsLeft and TestContractInMemory copy one",
			"Vanishing": "a daemon of its own cannot be stopped between two requests; TestContractInMemory can",
			"Appearing": "a daemon of its own cannot be stopped between two requests; TestContractInMemory can",
		},
		NeverReady: func(t *testing.T) { w.deafen(t, server) },
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
