package k3d

import (
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
)

// TestHazardH44StartsWithDocker: a node that somebody keeps from starting with Docker is seen, and put right.
func TestHazardH44StartsWithDocker(t *testing.T) {
	w := newMemoryWorld(t)
	must(t, w.h.Apply(t.Context(), w.resource(), silent))
	must(t, w.h.AwaitReady(t.Context(), w.resource(), silent))
	agent := nodeName("capi", roleAgent, 0)
	_, err := w.ContainerUpdate(t.Context(), agent, container.UpdateConfig{RestartPolicy: container.RestartPolicy{Name: "no"}})
	must(t, err)
	if o := w.observed(t); o.Phase != planner.NotReady || !strings.Contains(o.Detail, "does not start with Docker: "+agent) {
		t.Errorf("observed %s %q", o.Phase, o.Detail)
	}
	must(t, w.h.Apply(t.Context(), w.resource(), silent))
	must(t, w.h.AwaitReady(t.Context(), w.resource(), silent))
	if o := w.observed(t); o.Phase != planner.Ready {
		t.Errorf("mended, it is %s: %q", o.Phase, o.Detail)
	}
}

// TestHazardH44Disconnected: a node that somebody took off the cluster's network comes back with the address that it had.
func TestHazardH44Disconnected(t *testing.T) {
	w := newMemoryWorld(t)
	must(t, w.h.Apply(t.Context(), w.resource(), silent))
	must(t, w.h.AwaitReady(t.Context(), w.resource(), silent))
	agent := nodeName("capi", roleAgent, 0)
	address := func() string {
		c, err := w.ContainerInspect(t.Context(), agent)
		must(t, err)
		return engine.FixedAddress(c.NetworkSettings.Networks[networkName("capi")])
	}
	before := address()
	must(t, w.NetworkDisconnect(t.Context(), networkName("capi"), agent, true))
	if o := w.observed(t); o.Phase != planner.NotReady || !strings.Contains(o.Detail, "not on network k3d-capi: "+agent) {
		t.Errorf("observed %s %q", o.Phase, o.Detail)
	}
	must(t, w.h.Apply(t.Context(), w.resource(), silent))
	must(t, w.h.AwaitReady(t.Context(), w.resource(), silent))
	if after := address(); after != before || before == "" {
		t.Errorf("it had %q, has %q", before, after)
	}
}

const readyPod = `{"metadata": {"name": "manager", "namespace": "capi-system", "labels": {"app": "capi"}}, "spec": {"nodeName": %q}, "status": {
	"conditions": [{"type": "Ready", "status": "True"}], "containerStatuses": [{"state": {"running": {"startedAt": %q}}}]}}`

// TestPodsOfBeforeAStartAreNotBelieved: the API server has them as ready as they were until the kubelet has looked.
func TestPodsOfBeforeAStartAreNotBelieved(t *testing.T) {
	w := newMemoryWorld(t)
	must(t, w.h.Apply(t.Context(), w.resource(), silent))
	node, started := nodeName("capi", roleAgent, 0), ""
	podSince := func(at string) {
		w.server.has("/api/v1/pods", readyPod, node, at)
	}
	podSince("2001-01-01T00:00:00Z")
	waited := ""
	must(t, w.h.AwaitReady(t.Context(), w.resource(), func(waitsFor string) {
		if !strings.Contains(waitsFor, "capi-system/manager") {
			return
		}
		c, err := w.ContainerInspect(t.Context(), node)
		must(t, err)
		waited, started = waitsFor, c.State.StartedAt
		podSince(started[:len("2001-01-01T00:00:00")] + "Z") // in whole seconds
	}))
	if waited != "node "+node+" has not said what became of pod capi-system/manager since it was started" {
		t.Errorf("it waited for %q", waited)
	}
}

// TestStatusesOfBeforeAStartAreNotBelieved: what a workload says of its pods is of before until its controller has come to it.
func TestStatusesOfBeforeAStartAreNotBelieved(t *testing.T) {
	for _, c := range []struct{ kind, resource, ready string }{
		{"Deployment", "deployments", "readyReplicas"}, {"StatefulSet", "statefulsets", "readyReplicas"}, {"DaemonSet", "daemonsets", "numberReady"},
	} {
		t.Run(c.kind, func(t *testing.T) {
			w := newMemoryWorld(t)
			must(t, w.h.Apply(t.Context(), w.resource(), silent))
			says := func(ready int) {
				w.server.has("/apis/apps/v1/"+c.resource, `{"metadata": {"name": "manager", "namespace": "capi-system"},
					"spec": {"selector": {"matchLabels": {"app": "capi"}}}, "status": {%q: %d}}`, c.ready, ready)
			}
			w.server.has("/api/v1/pods", readyPod, "a node of others", "2001-01-01T00:00:00Z")
			says(3)
			waited := ""
			must(t, w.h.AwaitReady(t.Context(), w.resource(), func(waitsFor string) {
				if strings.Contains(waitsFor, "capi-system/manager") {
					waited = waitsFor
					says(0) // too few are no sign of a status that is old
				}
			}))
			if want := "the status of " + c.kind + " capi-system/manager is old: it has 1 ready pods, and says 3"; waited != want {
				t.Errorf("it waited for %q, want %q", waited, want)
			}
		})
	}
}

// TestAClusterThatWasJustStartedIsNotReadyBeforeItsNodesHaveSpoken: a start that was ended while it waited is taken up by the next one. One
// that has been up for long is not asked.
func TestAClusterThatWasJustStartedIsNotReadyBeforeItsNodesHaveSpoken(t *testing.T) {
	w := newMemoryWorld(t)
	must(t, w.h.Apply(t.Context(), w.resource(), silent))
	must(t, w.h.AwaitReady(t.Context(), w.resource(), silent))
	node := nodeName("capi", roleAgent, 0)
	w.server.has("/api/v1/pods", readyPod, node, "2001-01-01T00:00:00Z")
	c, err := w.ContainerInspect(t.Context(), node)
	must(t, err)
	started, err := time.Parse(time.RFC3339Nano, c.State.StartedAt)
	must(t, err)
	for now, want := range map[time.Time]planner.Phase{started.Add(time.Minute): planner.NotReady, started.Add(time.Hour): planner.Ready} {
		w.h.times.now = func() time.Time { return now }
		if o := w.observed(t); o.Phase != want {
			t.Errorf("%s after its start it is %s: %q", now.Sub(started), o.Phase, o.Detail)
		}
	}
}
