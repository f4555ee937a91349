package k3d

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// fakeLibrary makes the containers that k3d would make, in a daemon in memory.
type fakeLibrary struct {
	t          *testing.T
	daemon     *dockertest.Daemon
	kubeconfig string
	failing    error
}

func (f *fakeLibrary) Images(b blueprint) []string { return []string{b.Image} }

func (f *fakeLibrary) Create(_ context.Context, b blueprint, _ executor.Report) error {
	return f.create(b, func(string) bool { return true })
}

func (f *fakeLibrary) Join(_ context.Context, b blueprint, absent []string, _ executor.Report) error {
	return f.create(b, func(name string) bool { return slices.Contains(absent, name) })
}

func (f *fakeLibrary) create(b blueprint, wanted func(name string) bool) error {
	i := 0
	for _, role := range []struct {
		name  string
		count int
	}{{roleServer, b.Servers}, {roleAgent, b.Agents}} {
		for n := range role.count {
			labels := b.labels(nodeName(b.Name, role.name, n))
			labels[labelCluster], labels[labelRole], labels[labelAPIPort] = b.Name, role.name, strconv.Itoa(b.APIPort)
			labels[labelAddress] = b.address(i).String()
			c := dockertest.Container{
				Name: nodeName(b.Name, role.name, n), Labels: labels, Network: networkName(b.Name), Address: b.address(i).String(),
				Image: b.Image, Stopped: true, Files: map[string]string{kubeconfigPath: f.kubeconfig},
			}
			for name, value := range b.Env {
				c.Env = append(c.Env, name+"="+string(value))
			}
			if b.DockerSocket {
				c.Volume = "socket:" + spec.DockerSocket
			}
			i++
			if !wanted(c.Name) {
				continue
			}
			if _, err := f.daemon.ContainerInspect(f.t.Context(), c.Name); err == nil {
				return fmt.Errorf("the container name %s is already in use", c.Name)
			}
			f.daemon.Create(f.t, c)
			if f.failing != nil {
				return f.failing
			}
		}
	}
	return nil
}

func (f *fakeLibrary) Start(ctx context.Context, name string, _ executor.Report) error {
	s, err := look(ctx, f.daemon, name)
	if err != nil {
		return err
	}
	for _, c := range s.containers() {
		if err := f.daemon.ContainerStart(ctx, c.ID, container.StartOptions{}); err != nil {
			return err
		}
	}
	return nil
}

// apiServer answers /readyz, and has what it is given, unless it is deaf.
type apiServer struct {
	*httptest.Server
	deaf atomic.Bool

	mu    sync.Mutex
	paths []string          // of what was deleted
	lists map[string]string // JSON by path; {} where there is none
}

func (a *apiServer) has(path, items string, args ...any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.lists[path] = fmt.Sprintf(`{"items": [`+items+`]}`, args...)
}

func (a *apiServer) deleted() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.paths
}

func newAPIServer(t *testing.T) *apiServer {
	a := &apiServer{lists: map[string]string{}}
	a.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		if r.Method == http.MethodDelete {
			a.paths = append(a.paths, r.URL.Path)
		}
		if a.deaf.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		} else {
			_, _ = io.WriteString(w, cmp.Or(a.lists[r.URL.Path], "{}"))
		}
	}))
	t.Cleanup(a.Close)
	return a
}

func (a *apiServer) port() int { return a.Listener.Addr().(*net.TCPAddr).Port }

func (a *apiServer) kubeconfig() string {
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate().Raw})
	return fmt.Sprintf(`apiVersion: v1
kind: Config
clusters: [{name: default, cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: %s}}]
users: [{name: default, user: {token: secret}}]
contexts: [{name: default, context: {cluster: default, user: default}}]
current-context: default
`, base64.StdEncoding.EncodeToString(certificate))
}

// memoryWorld is a handler on a daemon in memory.
type memoryWorld struct {
	*dockertest.Daemon
	lab     *spec.Lab
	server  *apiServer
	library *fakeLibrary
	h       *Handler
}

func newMemoryWorld(t *testing.T) *memoryWorld {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	dir, err := statedir.For("kaas")
	must(t, err)
	w := &memoryWorld{Daemon: dockertest.Memory(), server: newAPIServer(t)}
	w.lab = &spec.Lab{Name: "kaas", ManagementCluster: spec.ManagementCluster{Provider: spec.ProviderK3d, Name: "capi"}}
	w.library = &fakeLibrary{t: t, daemon: w.Daemon, kubeconfig: w.server.kubeconfig()}
	w.h = &Handler{dir: dir, lab: ownershiptest.Lab(dir.Lab()), engine: w.Engine, library: w.library, times: times{poll: 10 * time.Millisecond, probe: time.Second, now: time.Now}}
	return w
}

func (w *memoryWorld) resource() planner.Resource {
	return planner.ManagementResource("capi", planner.ManagementCluster{
		Provider: spec.ProviderK3d, Image: "k3s:1", Servers: 1, Agents: 1, APIPort: w.server.port(), Ports: []string{"8080:80@server:0:direct"},
	})
}

func (w *memoryWorld) observed(t *testing.T) planner.Observed {
	t.Helper()
	observed, err := w.h.Observe(t.Context(), planner.Want(w.lab))
	must(t, err)
	if len(observed) != 1 {
		t.Fatalf("observed %d clusters", len(observed))
	}
	return observed[0]
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	must(t, err)
	return string(text)
}

func (w *memoryWorld) withAgents(n int) planner.ManagementCluster {
	m := w.resource().Attrs.(planner.ManagementCluster)
	m.Agents = n
	return m
}
