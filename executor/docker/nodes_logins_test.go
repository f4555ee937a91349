package docker

import (
	"slices"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestNodesThatRunGetAnotherPassword: one that has the file of before gets the lab's, and reads it; one that never had any is left to Cluster
// API, and so is the load balancer.
func TestNodesThatRunGetAnotherPassword(t *testing.T) {
	w := newWorld(t, dockertest.Memory())
	w.lab.Registries = []spec.Registry{{Host: "registry.example.com", Username: "lab", PasswordFile: "password", Password: "old"}}
	before := planner.NodeLogins(w.lab, w.lab.WorkloadClusters[0])
	const path = "/var/lib/kubelet/config.json"
	write := func(container, path, content string) {
		t.Helper()
		must(t, engine.WriteFile(t.Context(), w.API, container, path, []byte(content)))
	}
	write(w.name+"-x7z", path, string(before[path])+"\n")
	write(w.name+"-x7z", dockertest.OutputFile, done)
	attrs := func() planner.Nodes { return observe(t, w.nodes, w.lab)[w.name].Attrs.(planner.Nodes) }
	if got := attrs(); got.Logins[path] != before[path] {
		t.Errorf("nodes that have the password are seen with %q", string(got.Logins[path]))
	}

	w.lab.Registries[0].Password = "new"
	wanted := planner.NodeLogins(w.lab, w.lab.WorkloadClusters[0])
	if got := attrs(); strings.TrimSpace(string(got.Logins[path])) != string(before[path]) {
		t.Errorf("nodes with another password are seen with %q", string(got.Logins[path]))
	}
	var said []string
	must(t, w.nodes.RenewLogins(t.Context(), w.lab, w.name, func(message string) { said = append(said, message) }))
	if want := []string{w.name + "-x7z gets another password, in " + path}; !slices.Equal(said, want) {
		t.Errorf("said %q, want %q", said, want)
	}
	if content, err := engine.ReadFile(t.Context(), w.API, w.name+"-x7z", path); err != nil || string(content) != string(wanted[path]) {
		t.Errorf("the node has %q (%v)", content, err)
	}
	if got := attrs(); got.Logins[path] != wanted[path] {
		t.Errorf("after that nodes are seen with %q", string(got.Logins[path]))
	}

	w.lab.Registries[0].Password = "newer"
	write(w.name+"-x7z", dockertest.OutputFile, "Failed to connect to bus")
	resource := planner.NodesResource(w.name, planner.Nodes{Network: w.lab.Peering.Network, Logins: planner.NodeLogins(w.lab, w.lab.WorkloadClusters[0])})
	if err := w.nodes.Apply(t.Context(), resource, silent); err == nil || !strings.Contains(err.Error(), "Failed to connect to bus") {
		t.Errorf("a kubelet that does not start again: %v", err)
	}
}
