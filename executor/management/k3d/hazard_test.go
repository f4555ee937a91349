package k3d

import (
	"errors"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/k3d-io/k3d/v5/pkg/logger"
	k3d "github.com/k3d-io/k3d/v5/pkg/types"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestHazardH13HelpersArePinned: the library takes the helpers' images of its own version, not the newest.
func TestHazardH13HelpersArePinned(t *testing.T) {
	text, err := os.ReadFile("../../../go.mod")
	must(t, err)
	if labelAddress != k3d.LabelNodeStaticIP {
		t.Errorf("k3d calls the label of an address %s", k3d.LabelNodeStaticIP)
	}
	if !strings.Contains(string(text), "github.com/k3d-io/k3d/v5 "+k3dVersion+"\n") {
		t.Errorf("go.mod has another version of k3d than %s", k3dVersion)
	}
	t.Setenv("K3D_IMAGE_LOADBALANCER", "")
	if got, want := balancerImage(), "ghcr.io/k3d-io/k3d-proxy:"+strings.TrimPrefix(k3dVersion, "v"); got != want {
		t.Errorf("the load balancer's image is %s, want %s", got, want)
	}
}

// TestLoadBalancerIsNotWaitedFor: k3d waited for ever when its load balancer was up in the second before the one that Docker
// noted as its start. The servers, whose line comes seconds later, are waited for.
func TestLoadBalancerIsNotWaitedFor(t *testing.T) {
	buildFence()
	for role, waits := range map[k3d.Role]bool{k3d.LoadBalancerRole: false, k3d.ServerRole: true, k3d.AgentRole: true} {
		for _, intent := range []k3d.Intent{k3d.IntentClusterCreate, k3d.IntentClusterStart} {
			if line := k3d.GetReadyLogMessage(&k3d.Node{Role: role}, intent); (line != "") != waits {
				t.Errorf("at %s, k3d waits for %q of a %s", intent, line, role)
			}
		}
	}
	var said []string
	f := &fenced{engine: engine.At("unix:///nonexistent/docker.sock")}
	t.Setenv("DOCKER_HOST", "")
	must(t, f.inside(func(text string) { said = append(said, text) }, func() error {
		logger.Log().Warnf("NodeStart: Set to wait for node x to be ready, but there's %s", noLineToWaitFor)
		logger.Log().Warn("something else")
		return nil
	}))
	if diff := cmp.Diff([]string{"k3d: something else"}, said); diff != "" {
		t.Error(diff)
	}
}

// TestFatalIsAnError: what ends k3d's process is an error here, and says why.
func TestFatalIsAnError(t *testing.T) {
	f := &fenced{engine: engine.At("unix:///nonexistent/docker.sock")}
	t.Setenv("DOCKER_HOST", "")
	err := f.inside(silent, func() error {
		logger.Log().Fatalf("label %q is reserved", "app")
		return nil
	})
	if !errors.Is(err, errGaveUp) || !strings.Contains(err.Error(), `label "app" is reserved`) {
		t.Errorf("got %v", err)
	}
	var reported []string
	err = f.inside(func(line string) { reported = append(reported, line) }, func() error {
		logger.Log().Info("starting")
		panic("no")
	})
	if err == nil || !strings.Contains(err.Error(), "panicked: no") || len(reported) != 1 || reported[0] != "k3d: starting" {
		t.Errorf("got %v, reported %q", err, reported)
	}
}

// TestHazardH14HalfMade: a cluster that was to be made is there, is not ready, and is finished.
func TestHazardH14HalfMade(t *testing.T) {
	w := newMemoryWorld(t)
	w.library.failing = errors.New("disk full")
	if err := w.h.Apply(t.Context(), w.resource(), silent); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Fatalf("Apply: %v", err)
	}
	s, err := look(t.Context(), w, "capi")
	must(t, err)
	if left := nodeNames(s.containers()); len(left) != 0 {
		t.Errorf("containers are left: %v", left)
	}
	o := w.observed(t)
	if o.Phase != planner.NotReady || !strings.HasPrefix(o.Detail, "half made") || o.Owner != "kaas" {
		t.Errorf("observed %+v", o)
	}
	if changes := planner.Diff(o.Attrs, w.resource().Attrs); len(changes) > 0 {
		t.Errorf("half made, it differs: %v", changes)
	}
	w.library.failing = nil
	must(t, w.h.Apply(t.Context(), w.resource(), silent))
	must(t, w.h.AwaitReady(t.Context(), w.resource(), silent))
	if o := w.observed(t); o.Phase != planner.Ready {
		t.Errorf("observed %+v", o)
	}
}

// TestHalfMadeIsDeleted: what a failed creation leaves goes as a whole.
func TestHalfMadeIsDeleted(t *testing.T) {
	w := newMemoryWorld(t)
	w.library.failing = errors.New("disk full")
	_ = w.h.Apply(t.Context(), w.resource(), silent)
	must(t, w.h.Delete(t.Context(), w.resource(), silent))
	must(t, w.h.AwaitGone(t.Context(), w.resource(), silent))
	s, err := look(t.Context(), w, "capi")
	must(t, err)
	if s.exists() || len(s.volumes) > 0 {
		t.Errorf("left: %+v", s)
	}
}

// TestHazardH15PortTaken: a port that somebody has is named before anything is made.
func TestHazardH15PortTaken(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	if _, err := freePort(port); err == nil || !strings.Contains(err.Error(), strconv.Itoa(port)) {
		t.Errorf("got %v", err)
	}
	if port, err := freePort(0); err != nil || port == 0 {
		t.Errorf("got %d, %v", port, err)
	}
}

// TestHazardH08KubeconfigOfTheUser: the user's kubeconfig is not touched, whatever it says of the cluster.
func TestHazardH08KubeconfigOfTheUser(t *testing.T) {
	w := newMemoryWorld(t)
	path := t.TempDir() + "/config"
	t.Setenv("KUBECONFIG", path)
	const content = "apiVersion: v1\nkind: Config\ncurrent-context: k3d-capi\n"
	must(t, os.WriteFile(path, []byte(content), 0o600))
	must(t, w.h.Apply(t.Context(), w.resource(), silent))
	must(t, w.h.AwaitReady(t.Context(), w.resource(), silent))
	must(t, w.h.Delete(t.Context(), w.resource(), silent))
	if now, err := os.ReadFile(path); err != nil || string(now) != content {
		t.Errorf("it is now %q (%v)", now, err)
	}
}

// TestHazardH24KubeconfigIsPrivate: kaaslab's own is for its owner only, and reaches the cluster by its verified address.
func TestHazardH24KubeconfigIsPrivate(t *testing.T) {
	w := newMemoryWorld(t)
	must(t, w.h.Apply(t.Context(), w.resource(), silent))
	must(t, w.h.AwaitReady(t.Context(), w.resource(), silent))
	info, err := os.Stat(w.h.Kubeconfig())
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("its permissions are %s", info.Mode())
	}
	text, err := w.h.ManagementKubeconfig(t.Context())
	must(t, err)
	for _, want := range []string{"https://127.0.0.1:" + strconv.Itoa(w.server.port()), "current-context: capi", "certificate-authority-data"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("it has no %q", want)
		}
	}
}

// TestHazardH19SocketOnlyWhereNeeded: the Docker socket is in nodes only where Cluster API needs it.
func TestHazardH19SocketOnlyWhereNeeded(t *testing.T) {
	b := blueprint{Volume: "kaaslab-kaas", Socket: "/run/user/1000/docker.sock"}
	if got := strings.Join(b.mounts(), " "); got != "kaaslab-kaas:/etc/kaaslab:ro" {
		t.Errorf("without: %s", got)
	}
	b.DockerSocket = true
	if got := strings.Join(b.mounts(), " "); got != "kaaslab-kaas:/etc/kaaslab:ro /run/user/1000/docker.sock:/var/run/docker.sock" {
		t.Errorf("with: %s", got)
	}
}

func TestBalancerOnlyWhereNeeded(t *testing.T) {
	for _, c := range []struct {
		m    planner.ManagementCluster
		want bool
	}{
		{planner.ManagementCluster{Servers: 1, Agents: 3}, false},
		{planner.ManagementCluster{Servers: 3}, true},
		{planner.ManagementCluster{Servers: 1, Ports: []string{"8082:80@loadbalancer"}}, true},
		{planner.ManagementCluster{Servers: 1, Ports: []string{"8082:80"}}, true},
		{planner.ManagementCluster{Servers: 1, Ports: []string{"8082:80@server:0:direct"}}, false},
	} {
		if got := needsBalancer(c.m); got != c.want {
			t.Errorf("%s: %t", asJSON(t, c.m), got)
		}
	}
}

// TestAgentsLeave: an agent that is not wanted any more goes, with its Node, and the rest of the cluster stays.
func TestAgentsLeave(t *testing.T) {
	w := newMemoryWorld(t)
	r := w.resource()
	r.Attrs = w.withAgents(2)
	for range 2 {
		must(t, w.h.Apply(t.Context(), r, silent))
		must(t, w.h.AwaitReady(t.Context(), r, silent))
		r.Attrs = w.withAgents(0)
	}
	s, err := look(t.Context(), w, "capi")
	must(t, err)
	if names := nodeNames(s.containers()); len(names) != 1 || names[0] != nodeName("capi", roleServer, 0) {
		t.Errorf("containers: %v", names)
	}
	if diff := cmp.Diff([]string{"/api/v1/nodes/k3d-capi-agent-0", "/api/v1/nodes/k3d-capi-agent-1"}, w.server.deleted()); diff != "" {
		t.Errorf("deleted (-want +got):\n%s", diff)
	}
	if err := w.h.Apply(t.Context(), planner.ManagementResource("capi", planner.ManagementCluster{Provider: spec.ProviderK3d, Image: "k3s:2", Servers: 1}), silent); err == nil {
		t.Error("another image is taken in place")
	}
}

// TestImageIsPulledWhileWaiting: until then the cluster is there, half made, and another run knows what it is to be.
func TestImageIsPulledWhileWaiting(t *testing.T) {
	w := newMemoryWorld(t)
	w.NoImage("k3s:1")
	must(t, w.h.Apply(t.Context(), w.resource(), silent))
	if o := w.observed(t); o.Phase != planner.NotReady || len(planner.Diff(o.Attrs, w.resource().Attrs)) > 0 {
		t.Errorf("observed %+v", o)
	}
	var reported []string
	must(t, w.h.AwaitReady(t.Context(), w.resource(), func(line string) { reported = append(reported, line) }))
	if len(reported) == 0 || reported[0] != "pulling k3s:1" {
		t.Errorf("reported %q", reported)
	}
	if o := w.observed(t); o.Phase != planner.Ready {
		t.Errorf("observed %+v", o)
	}
}
