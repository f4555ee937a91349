package k3d

import (
	"encoding/json"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
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
	return planner.ManagementResource("capi", m)
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
	changes := planner.Diff(w.observed(t).Attrs, other)
	want := []planner.Change{
		{Field: "env.HTTPS_PROXY", Old: "(hidden)", New: "(hidden)"},
		{Field: "registries[mirror.example.com].password", Old: "(hidden)", New: "(hidden)"},
	}
	if diff := cmp.Diff(want, changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
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
	s, err := look(t.Context(), w, "capi")
	must(t, err)
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
