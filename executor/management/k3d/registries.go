package k3d

import (
	"cmp"
	"context"
	"slices"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
)

// registriesPath is where k3s reads how to reach registries when it starts.
const registriesPath = "/etc/rancher/k3s/registries.yaml"

// registries is that file as k3s has it.
type registries struct {
	Mirrors map[string]mirror `json:"mirrors,omitempty"`
	Configs map[string]access `json:"configs,omitempty"`
}

type mirror struct {
	Endpoint []string `json:"endpoint"`
}

type access struct {
	Auth login `json:"auth"`
}

type login struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

// writeRegistries writes the file into nodes that have not started. The library writes it when it makes and starts nodes in
// one go, which kaaslab does apart.
func writeRegistries(ctx context.Context, api engine.API, nodes []container.InspectResponse, wanted []planner.Registry) error {
	if len(wanted) == 0 {
		return nil
	}
	text, err := renderRegistries(wanted)
	if err != nil {
		return err
	}
	for _, node := range nodes {
		if err := engine.WriteFile(ctx, api, node.ID, registriesPath, text); err != nil {
			return err
		}
	}
	return nil
}

func renderRegistries(wanted []planner.Registry) ([]byte, error) {
	file := registries{Mirrors: map[string]mirror{}, Configs: map[string]access{}}
	for _, r := range wanted {
		if len(r.Mirrors) > 0 {
			file.Mirrors[r.Host] = mirror{Endpoint: r.Mirrors}
		}
		if r.Username != "" {
			file.Configs[r.Host] = access{Auth: login{Username: r.Username, Password: string(r.Password)}}
		}
	}
	return yaml.Marshal(file)
}

// readRegistries reads the file of a node: what it holds is what the node uses, and no label has its passwords. One that
// is no list of registries counts as none: it is written anew, and hinders nobody from looking at the rest.
func readRegistries(ctx context.Context, api engine.API, node container.InspectResponse) ([]planner.Registry, error) {
	text, err := engine.ReadFile(ctx, api, node.ID, registriesPath)
	switch {
	case errdefs.IsNotFound(err):
		return nil, nil
	case err != nil:
		return nil, err
	}
	var file registries
	if err := yaml.Unmarshal(text, &file); err != nil {
		return nil, nil //nolint:nilerr // said above; the error itself would show parts of the file
	}
	return file.list(), nil
}

func (f registries) list() []planner.Registry {
	byHost := map[string]planner.Registry{}
	for host, m := range f.Mirrors {
		byHost[host] = planner.Registry{Host: host, Mirrors: m.Endpoint}
	}
	for host, a := range f.Configs {
		r := byHost[host]
		r.Host, r.Username, r.Password = host, a.Auth.Username, planner.Hidden(a.Auth.Password)
		byHost[host] = r
	}
	var list []planner.Registry
	for _, r := range byHost {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b planner.Registry) int { return cmp.Compare(a.Host, b.Host) })
	return list
}
