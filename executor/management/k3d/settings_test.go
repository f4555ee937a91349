package k3d

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// withSettings is a cluster with every setting that a lab file may have.
func (w *memoryWorld) withSettings(agents int) planner.Resource {
	m := w.withAgents(agents)
	m.ServerArgs, m.AgentArgs = []string{"--disable=traefik"}, []string{"--node-label=tier=batch"}
	m.Env = map[string]planner.Hidden{"HTTPS_PROXY": "http://lab:s3cret@proxy.example.com"}
	m.Volumes = []string{"/srv/charts:/charts:ro"}
	m.Registries = []planner.Registry{
		{Host: "docker.io", Mirrors: []string{"https://mirror.example.com"}},
		{Host: "mirror.example.com", Username: "lab", Password: "s3cret"},
	}
	m.CertificateAuthorities = authorities(exampleRoot)
	return planner.ManagementResource("capi", m)
}

// exampleRoot and exampleRegistry are certificates of authorities that nobody has.
const (
	exampleRoot = `-----BEGIN CERTIFICATE-----
MIIBqTCCAU+gAwIBAgIUITdFSA2KHNMFrQxdvVAI3QGX79MwCgYIKoZIzj0EAwIw
KTEQMA4GA1UECgwHRXhhbXBsZTEVMBMGA1UEAwwMRXhhbXBsZSBSb290MCAXDTI2
MTEzMDAzMjExM1oYDzIxMjYxMTA2MDMyMTEzWjApMRAwDgYDVQQKDAdFeGFtcGxl
MRUwEwYDVQQDDAxFeGFtcGxlIFJvb3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AAR8XEcpcta+B/EUN0/bwSThmF91VGGlBvG7uSiHfmDXQ8188Mdj55fquPZcBj5h
fm4ji2/oMe/kkN5kK+SJxAU7o1MwUTAdBgNVHQ4EFgQUpKgb8j2MEYzmlVNpj22X
iMhnIvMwHwYDVR0jBBgwFoAUpKgb8j2MEYzmlVNpj22XiMhnIvMwDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiA1wILURWBFcxcPLKVkU9+G0L3OmZW1
izDgJlEX9vg57gIhALZ3KECb2rfyzBCGXIA1Y8zZCoSZmNjSZvuZd6vReqFg
-----END CERTIFICATE-----
`
	exampleRegistry = `-----BEGIN CERTIFICATE-----
MIIBsTCCAVegAwIBAgIUJT2UlUm1WhMoiTXrTUYmcErs5MkwCgYIKoZIzj0EAwIw
LTEQMA4GA1UECgwHRXhhbXBsZTEZMBcGA1UEAwwQRXhhbXBsZSBSZWdpc3RyeTAg
Fw0yNjExMzAwMzIxMTNaGA8yMTI2MTEwNjAzMjExM1owLTEQMA4GA1UECgwHRXhh
bXBsZTEZMBcGA1UEAwwQRXhhbXBsZSBSZWdpc3RyeTBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABDMBhf3MtvjzI1+p095uHtwkKjYKrjBJ33iZH0tl5t88Flx8JhLH
XWnD37Sw6sxOfiKp0bN8jF6yLyF72hZ8+xSjUzBRMB0GA1UdDgQWBBTunbreriQx
JxvUkBNIqEytgep4jTAfBgNVHSMEGDAWgBTunbreriQxJxvUkBNIqEytgep4jTAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIAouAAO/YDbo7OdP+g2w
ouFUYE+wjPMKUuiQxEDEUWBNAiEA3aehKn/YMzJ2GeeniJDfnc/xPP0AT6QqFBvT
QG9KK8k=
-----END CERTIFICATE-----
`
)

func authorities(text string) []planner.CertificateAuthority {
	all, err := spec.ReadCertificateAuthorities([]byte(text))
	if err != nil {
		panic(err)
	}
	return planner.CertificateAuthoritiesOf(all)
}

// TestSettingsAreSeen: what a cluster was made with is read back as it was given, and a change of a secret is one.
func TestSettingsAreSeen(t *testing.T) {
	w := newMemoryWorld(t)
	r := w.withSettings(1)
	must(t, w.h.Apply(t.Context(), r, silent))
	must(t, w.h.AwaitReady(t.Context(), r, silent))
	if changes := planner.Diff(w.observed(t).Attrs, r.Attrs); len(changes) > 0 {
		t.Errorf("it differs: %v", changes)
	}
	other := r.Attrs.(planner.ManagementCluster)
	other.Env = map[string]planner.Hidden{"HTTPS_PROXY": "http://proxy.example.com"}
	other.Registries = []planner.Registry{other.Registries[0], {Host: "mirror.example.com", Username: "lab", Password: "another"}}
	other.CertificateAuthorities = authorities(exampleRoot + exampleRegistry)
	changes := planner.Diff(w.observed(t).Attrs, other)
	added := other.CertificateAuthorities[0]
	want := []planner.Change{
		{Field: "certificateAuthorities[" + added.Key() + "]", New: fmt.Sprintf(`{"name":%q,"sha256":%q}`, added.Name, added.SHA256), Added: true},
		{Field: "env.HTTPS_PROXY", Old: "(hidden)", New: "(hidden)"},
		{Field: "registries[mirror.example.com].password", Old: "(hidden)", New: "(hidden)"},
	}
	if diff := cmp.Diff(want, changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

// failsToStop is a daemon on which a container does not stop.
type failsToStop struct {
	engine.API
	name    string
	stopped []string
}

func (f *failsToStop) ContainerStop(ctx context.Context, id string, options container.StopOptions) error {
	c, err := f.ContainerInspect(ctx, id)
	if err != nil {
		return err
	}
	f.stopped = append(f.stopped, c.Name[1:])
	if c.Name == "/"+f.name {
		return errors.New("it does not stop")
	}
	return f.API.ContainerStop(ctx, id, options)
}

// TestFilesOfNodesChangeInPlace: nodes restart with other registries and certificates, one after the other. What was cut short is
// seen, and taken up.
func TestFilesOfNodesChangeInPlace(t *testing.T) {
	w := newMemoryWorld(t)
	r := w.withSettings(1)
	must(t, w.h.Apply(t.Context(), r, silent))
	must(t, w.h.AwaitReady(t.Context(), r, silent))
	m := r.Attrs.(planner.ManagementCluster)
	m.Registries = []planner.Registry{{Host: "docker.io", Mirrors: []string{"https://another.example.com"}}}
	m.CertificateAuthorities = authorities(exampleRegistry)
	r.Attrs = m
	server, agent := nodeName("capi", roleServer, 0), nodeName("capi", roleAgent, 0)
	s := w.sight(t)
	spy := &failsToStop{API: w, name: server}
	if err := w.h.change(t.Context(), spy, s, m, silent); err == nil || !slices.Equal(spy.stopped, []string{agent, server}) {
		t.Fatalf("stopped %v: %v", spy.stopped, err)
	}
	if changes := planner.Diff(w.observed(t).Attrs, m); len(changes) == 0 {
		t.Error("cut short, it does not differ")
	}
	spy.name, spy.stopped = "", nil
	must(t, w.h.change(t.Context(), spy, s, m, silent))
	if !slices.Equal(spy.stopped, []string{server}) {
		t.Errorf("taken up, it stopped %v", spy.stopped)
	}
	must(t, w.h.AwaitReady(t.Context(), r, silent))
	if o := w.observed(t); o.Phase != planner.Ready || len(planner.Diff(o.Attrs, m)) > 0 {
		t.Errorf("observed %s %q, it differs: %v", o.Phase, o.Detail, planner.Diff(o.Attrs, m))
	}
	for _, name := range []string{server, agent} {
		text, err := engine.ReadFile(t.Context(), w, name, registriesPath)
		if err != nil || !strings.Contains(string(text), "another.example.com") || strings.Contains(string(text), "s3cret") {
			t.Errorf("%s has %q (%v)", name, text, err)
		}
		if trusted, err := engine.ReadFile(t.Context(), w, name, trustPath); err != nil || string(trusted) != exampleRegistry {
			t.Errorf("%s trusts %q (%v)", name, trusted, err)
		}
	}
	m.CertificateAuthorities = nil
	must(t, w.h.change(t.Context(), w, w.sight(t), m, silent))
	if changes := planner.Diff(w.observed(t).Attrs, m); len(changes) > 0 {
		t.Errorf("without certificates, it differs: %v", changes)
	}
}

func (w *memoryWorld) sight(t *testing.T) sight {
	t.Helper()
	s, err := look(t.Context(), w, "capi")
	must(t, err)
	return s
}

// TestAgentsJoinWithSettings: an agent that joins later reaches registries as the others do.
func TestAgentsJoinWithSettings(t *testing.T) {
	w := newMemoryWorld(t)
	for agents := range 2 {
		must(t, w.h.Apply(t.Context(), w.withSettings(agents), silent))
		must(t, w.h.AwaitReady(t.Context(), w.withSettings(agents), silent))
	}
	text, err := engine.ReadFile(t.Context(), w, nodeName("capi", roleAgent, 0), registriesPath)
	if err != nil || !strings.Contains(string(text), "https://mirror.example.com") {
		t.Errorf("the agent has %q (%v)", text, err)
	}
}

// TestSecretsAreInNoLabel: Docker shows labels to everybody, in each list of containers and networks.
func TestSecretsAreInNoLabel(t *testing.T) {
	w := newMemoryWorld(t)
	w.library.failing = errors.New("disk full")
	r := w.withSettings(1)
	_ = w.h.Apply(t.Context(), r, silent) // leaves the note of what the cluster is to be
	if changes := planner.Diff(w.observed(t).Attrs, r.Attrs); len(changes) > 0 {
		t.Errorf("half made, it differs: %v", changes)
	}
	w.library.failing = nil
	must(t, w.h.Apply(t.Context(), r, silent))
	must(t, w.h.AwaitReady(t.Context(), r, silent))
	s := w.sight(t)
	shown := []any{s.network.Labels, w.observed(t)}
	for _, c := range s.containers() {
		shown = append(shown, c.Config.Labels)
	}
	text, err := json.Marshal(shown)
	must(t, err)
	if strings.Contains(string(text), "s3cret") {
		t.Errorf("a secret is shown: %s", text)
	}
	if changes := planner.Diff(w.observed(t).Attrs, r.Attrs); len(changes) > 0 {
		t.Errorf("finished, it differs: %v", changes)
	}
}

// TestSettingsReachK3d: arguments go to the nodes that they are for, and the rest to all.
func TestSettingsReachK3d(t *testing.T) {
	w := newMemoryWorld(t)
	b := w.h.blueprint("capi", w.withSettings(1).Attrs.(planner.ManagementCluster), netip.MustParseAddr("172.18.0.1"))
	config, err := clusterConfig(t.Context(), b)
	must(t, err)
	for _, node := range config.Nodes {
		arg := map[string]string{"server": "--disable=traefik", "agent": "--node-label=tier=batch"}[string(node.Role)]
		if diff := cmp.Diff([]string{arg}, node.Args); diff != "" {
			t.Errorf("arguments of %s (-want +got):\n%s", node.Name, diff)
		}
		if !slices.Contains(node.Env, "HTTPS_PROXY=http://lab:s3cret@proxy.example.com") || !slices.Contains(node.Volumes, "/srv/charts:/charts:ro") {
			t.Errorf("%s has environment %v and volumes %v", node.Name, node.Env, node.Volumes)
		}
	}
}

// TestRangesOfPortsReachK3d: each port of the host is that of the container at the same place.
func TestRangesOfPortsReachK3d(t *testing.T) {
	w := newMemoryWorld(t)
	attrs := w.withSettings(0).Attrs.(planner.ManagementCluster)
	attrs.Ports = []string{"127.0.0.1:8000-8002:9000-9002@server:0:direct"}
	config, err := clusterConfig(t.Context(), w.h.blueprint("capi", attrs, netip.MustParseAddr("172.18.0.1")))
	must(t, err)
	got := map[string]string{}
	for _, node := range config.Nodes {
		for inside, bindings := range node.Ports {
			for _, binding := range bindings {
				got[string(inside)] = binding.HostIP + ":" + binding.HostPort
			}
		}
	}
	want := map[string]string{"9000/tcp": "127.0.0.1:8000", "9001/tcp": "127.0.0.1:8001", "9002/tcp": "127.0.0.1:8002"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ports (-want +got):\n%s", diff)
	}
}
