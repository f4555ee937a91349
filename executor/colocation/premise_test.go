package colocation

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/system"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker"
	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// management is a management cluster that says of itself what a premise asks.
type management struct {
	nodes, machines []string // names; machines are of cluster a
	boot, os        string
	refuses         bool // what an ordinary user may not read
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// certificate is the certificate of an authority, as far as anybody here looks at it.
func certificate(of string) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte(of)}))
}

func (m management) start(t *testing.T) *kube.Access {
	t.Helper()
	mux := http.NewServeMux()
	answer := func(path string, value any) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			if m.refuses {
				w.WriteHeader(http.StatusForbidden)
				value = map[string]any{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "code": 403}
			}
			_ = json.NewEncoder(w).Encode(value)
		})
	}
	var nodes, machines []any
	for _, name := range m.nodes {
		nodes = append(nodes, map[string]any{"metadata": map[string]any{"name": name},
			"status": map[string]any{"nodeInfo": map[string]any{"bootID": m.boot, "osImage": m.os}}})
	}
	for _, name := range m.machines {
		machines = append(machines, map[string]any{"metadata": map[string]any{"name": name, "namespace": "default"}, "spec": map[string]any{"clusterName": "a"}})
	}
	answer("/api/v1/nodes", map[string]any{"items": nodes})
	answer("/apis/cluster.x-k8s.io/v1beta2/machines", map[string]any{"items": machines})
	answer("/api/v1/namespaces/default/configmaps/kube-root-ca.crt", map[string]any{"data": map[string]any{"ca.crt": certificate("management")}})
	answer("/api/v1/namespaces/default/secrets/a-ca", map[string]any{"data": map[string]any{
		"tls.crt": base64.StdEncoding.EncodeToString([]byte(certificate("cluster a")))}})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	path := filepath.Join(t.TempDir(), "kubeconfig")
	must(t, os.WriteFile(path, []byte(fmt.Sprintf(`{apiVersion: v1, kind: Config, clusters: [{name: m, cluster: {server: "%s"}}],
users: [{name: m, user: {}}], contexts: [{name: m, context: {cluster: m, user: m}}]}`, server.URL)), 0o600))
	return kube.NewAccess(kube.Options{Kubeconfig: path, Context: "m"})
}

// TestManagementClusterIsProvenToWorkOnTheDaemon: by a certificate, and never by names, which are the same on every machine.
func TestManagementClusterIsProvenToWorkOnTheDaemon(t *testing.T) {
	const kubeadm, k3s = "/etc/kubernetes/pki/ca.crt", "/var/lib/rancher/k3s/server/tls/server-ca.crt"
	holding := func(name, path, authority string) dockertest.Container {
		return dockertest.Container{Name: name, Files: map[string]string{path: certificate("another") + certificate(authority)}}
	}
	for name, c := range map[string]struct {
		management
		there  []dockertest.Container
		info   system.Info
		host   string
		proven bool
	}{
		"a node of kind's":                   {management: management{nodes: []string{"kind-control-plane"}}, there: []dockertest.Container{holding("kind-control-plane", kubeadm, "management")}, proven: true},
		"a node of k3d's":                    {management: management{nodes: []string{"k3d-m-server-0"}}, there: []dockertest.Container{holding("k3d-m-server-0", k3s, "management")}, proven: true},
		"a node of the same name":            {management: management{nodes: []string{"kind-control-plane"}}, there: []dockertest.Container{holding("kind-control-plane", kubeadm, "somebody")}},
		"a node that has no such file":       {management: management{nodes: []string{"kind-control-plane"}}, there: []dockertest.Container{{Name: "kind-control-plane"}}},
		"a machine":                          {management: management{nodes: []string{"far"}, machines: []string{"a-x1"}}, there: []dockertest.Container{holding("a-x1", kubeadm, "cluster a")}, proven: true},
		"a machine of the same name":         {management: management{machines: []string{"a-x1"}}, there: []dockertest.Container{holding("a-x1", kubeadm, "somebody")}},
		"a certificate under another name":   {management: management{nodes: []string{"one"}, machines: []string{"a-x1"}}, there: []dockertest.Container{holding("two", kubeadm, "management")}},
		"nothing there":                      {management: management{nodes: []string{"one"}, machines: []string{"a-x1"}}},
		"a management cluster without nodes": {},
		"one that lets nobody look":          {management: management{refuses: true, nodes: []string{"kind-control-plane"}}, there: []dockertest.Container{holding("kind-control-plane", kubeadm, "management")}},
		"on Docker Desktop itself":           {management: management{nodes: []string{"docker-desktop"}, os: "Docker Desktop"}, info: system.Info{Name: "docker-desktop", OperatingSystem: "Docker Desktop"}, host: "unix:///home/me/.docker/desktop/docker.sock", proven: true},
		"on this machine, without container": {management: management{nodes: []string{"here"}, boot: "this"}, info: system.Info{Name: "here", KernelVersion: ownKernel()}, host: "unix:///var/run/docker.sock", proven: true},
		"on this machine, another daemon":    {management: management{nodes: []string{"here"}, boot: "this"}, info: system.Info{Name: "here", KernelVersion: ownKernel()}, host: "unix:///run/user/1/docker.sock"},
		"on a machine of the same name":      {management: management{nodes: []string{"here"}, boot: "that"}, info: system.Info{Name: "here", KernelVersion: ownKernel()}, host: "unix:///var/run/docker.sock"},
	} {
		t.Run(name, func(t *testing.T) {
			d := dockertest.Memory()
			*d.HostInfo = c.info
			for _, container := range c.there {
				d.Create(t, container)
			}
			if c.host == "" {
				c.host = "tcp://127.0.0.1:2375"
			}
			p := NewPremise(c.start(t), "fleet")
			p.boot = func() string { return "this" }
			reason, err := p.Holds(t.Context(), engine.Of(d.API, c.host))
			must(t, err)
			if (reason == "") != c.proven {
				t.Errorf("reason: %q, want proof: %v", reason, c.proven)
			}
			if reason != "" && (!strings.Contains(reason, "fleet") || !strings.Contains(reason, c.host) || !strings.Contains(reason, "DOCKER_HOST")) {
				t.Errorf("reason: %q", reason)
			}
		})
	}
}

func ownKernel() string {
	text, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	return strings.TrimSpace(string(text))
}

// TestDockerIsLeftAloneWithoutProof: nothing of the lab is looked for on another daemon than its management cluster's, and what
// is wanted there is neither made nor gone; the first cluster on Docker is refused.
func TestDockerIsLeftAloneWithoutProof(t *testing.T) {
	d := dockertest.Memory()
	d.Provided(NewPremise(management{nodes: []string{"far"}}.start(t), "fleet").Holds)
	lab, _, err := spec.Parse("lab.yaml", []byte(`apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
managementCluster: {provider: existing, name: fleet, kubeconfig: ./kubeconfig, context: m}
workloadClusters: [{name: a, infrastructure: docker}]
`), nil)
	must(t, err)
	handlers := docker.New(d.Engine, ownership.New(lab.Name, planner.Identity{}), engine.NewProgram(""))
	for kind, handler := range handlers {
		if _, err := handler.Observe(t.Context(), planner.Want(lab)); !executor.IsApart(err) && kind != planner.KindPeering {
			t.Errorf("%s is looked at: %v", kind, err)
		}
	}
	var needed []planner.Observed
	for _, r := range planner.Desired(lab) {
		if _, onDocker := handlers[r.ID.Kind]; !onDocker && r.ID.Kind != planner.KindSysctl {
			needed = append(needed, planner.Observed{Resource: r, Owner: ownerOf(lab, r), Phase: planner.Ready})
		}
	}
	apart := map[planner.Kind]string{}
	for kind := range handlers {
		apart[kind] = "elsewhere"
	}
	plan, err := planner.Compute(lab, planner.NewState(needed...).WithApart(apart))
	must(t, err)
	for _, s := range plan.Steps {
		if apart[s.Resource.ID.Kind] != "" {
			t.Errorf("the plan has %s", s.ID)
		}
	}
	lab.WorkloadClusters = nil
	for kind, handler := range handlers {
		if found, err := handler.Observe(t.Context(), planner.Want(lab)); err != nil || len(found) > 0 {
			t.Errorf("%s of a lab without Docker: %v, %v", kind, found, err)
		}
	}
}

func ownerOf(lab *spec.Lab, r planner.Resource) string {
	if r.ID.Kind == planner.KindManagementCluster {
		return "existing"
	}
	return lab.Name
}
