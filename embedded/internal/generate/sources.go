package main

import (
	"fmt"
	"path/filepath"
	"strings"
)

// source says where in a module the objects of one provider lie, and which of
// them are left out because nothing here serves them.
type source struct {
	module   string
	provider string
	path     string
	contract bool
	skip     []string
	only     []string
	// later is for what is installed when it is needed.
	later bool
}

var sources = []source{
	{module: coreModule, provider: "cluster-api", path: "core/config"},
	{module: coreModule, provider: "bootstrap-kubeadm", path: "bootstrap/kubeadm/config", contract: true},
	{module: coreModule, provider: "control-plane-kubeadm", path: "controlplane/kubeadm/config", contract: true},
	// The kinds that need a Docker daemon have no controller here; accepting
	// them would only let them wait for ever.
	{module: providerModule, provider: "infrastructure-docker", path: "infrastructure/docker/config", contract: true,
		skip: []string{"docker", "devmachinepool"}},
	{module: coreModule, path: "cmd/clusterctl/config", only: []string{"providers"}},
	{module: sveltosController.path, path: "config", only: controllerKinds},
	{module: sveltosLibrary.path, path: "config", only: libraryKinds},
	{module: sveltosController.path, path: "config", skip: controllerKinds, later: true},
	{module: sveltosLibrary.path, path: "config", skip: libraryKinds, later: true},
}

// What people write themselves has to be known before Sveltos runs.
var (
	controllerKinds = []string{"clusterprofiles", "clusterpromotions", "clustersummaries", "profiles"}
	libraryKinds    = []string{"classifiers", "clusterhealthchecks", "clustersets", "eventsources", "healthchecks", "sets", "sveltosclusters"}
)

func sourceDirs() (map[string]string, error) {
	dirs := map[string]string{}
	for _, path := range []string{coreModule, providerModule} {
		dir, err := moduleDir(path)
		if err != nil {
			return nil, err
		}
		dirs[path] = dir
	}
	for _, p := range []pinned{sveltosController, sveltosLibrary} {
		dir, err := p.dir()
		if err != nil {
			return nil, err
		}
		dirs[p.path] = dir
	}
	return dirs, nil
}

func (s source) read(dir string) (set, error) {
	out := set{Provider: s.provider, Later: s.later}
	if s.contract {
		out.Labels = contract
	}
	files, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(s.path), "crd", "bases", "*.yaml"))
	if err != nil {
		return set{}, err
	}
	for _, file := range files {
		_, plural, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".yaml"), "_")
		if !s.wants(plural) {
			continue
		}
		objects, err := documents(file)
		if err != nil {
			return set{}, err
		}
		out.CRDs = append(out.CRDs, objects...)
	}
	if len(out.CRDs) == 0 || (s.only != nil && len(out.CRDs) != len(s.only)) {
		return set{}, fmt.Errorf("found %d definitions in %s/%s, want %v: the module changed", len(out.CRDs), s.module, s.path, s.only)
	}
	if s.provider == "" {
		return out, nil
	}
	out.Webhooks, err = s.webhooks(filepath.Join(dir, filepath.FromSlash(s.path), "webhook", "manifests.yaml"))
	return out, err
}

// webhooks reads the configurations and drops the hooks of kinds left out.
func (s source) webhooks(file string) ([]map[string]interface{}, error) {
	objects, err := documents(file)
	if err != nil {
		return nil, err
	}
	for _, object := range objects {
		all, _ := object["webhooks"].([]interface{})
		var kept []interface{}
		for _, hook := range all {
			name, _ := hook.(map[string]interface{})["name"].(string)
			if s.wantsHook(name) {
				kept = append(kept, hook)
			}
		}
		if len(kept) == 0 {
			return nil, fmt.Errorf("no webhook left in %s: the module changed", file)
		}
		object["webhooks"] = kept
	}
	return objects, nil
}

func (s source) wants(plural string) bool {
	for _, prefix := range s.skip {
		if strings.HasPrefix(plural, prefix) {
			return false
		}
	}
	if s.only == nil {
		return true
	}
	for _, name := range s.only {
		if plural == name {
			return true
		}
	}
	return false
}

// wantsHook takes names such as "validation.devcluster.infrastructure.cluster.x-k8s.io".
func (s source) wantsHook(name string) bool {
	_, rest, _ := strings.Cut(name, ".")
	return s.wants(rest)
}
