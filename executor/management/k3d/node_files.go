package k3d

import (
	"bytes"
	"cmp"
	"context"
	"maps"
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

// trustPath is where programs look that trust what their system trusts, beside the certificates of their image.
const trustPath = "/etc/ssl/certs/kaaslab.pem"

// filesOf are what nodes read when they start, by their paths.
func filesOf(wanted planner.ManagementCluster) (map[string][]byte, error) {
	text, err := renderRegistries(wanted.Registries)
	if err != nil {
		return nil, err
	}
	var certificates []byte
	for _, authority := range wanted.CertificateAuthorities {
		certificates = append(certificates, authority.PEM...)
	}
	return map[string][]byte{registriesPath: text, trustPath: certificates}, nil
}

// writeFiles writes them into nodes that have not started. The library writes registries when it makes and starts nodes in one go,
// which kaaslab does apart.
func writeFiles(ctx context.Context, api engine.API, nodes []container.InspectResponse, wanted planner.ManagementCluster) error {
	files, err := filesOf(wanted)
	if err != nil {
		return err
	}
	maps.DeleteFunc(files, func(_ string, content []byte) bool { return len(content) == 0 }) // nothing was there before
	for _, node := range nodes {
		if err := writeInto(ctx, api, node.ID, files); err != nil {
			return err
		}
	}
	return nil
}

func writeInto(ctx context.Context, api engine.API, id string, files map[string][]byte) error {
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if err := engine.WriteFile(ctx, api, id, path, files[path]); err != nil {
			return err
		}
	}
	return nil
}

// hasFiles reports whether a node has what it reads when it starts.
func hasFiles(ctx context.Context, api engine.API, id string, files map[string][]byte) bool {
	for path, content := range files {
		there, err := readIfThere(ctx, api, id, path)
		if err != nil || !bytes.Equal(there, content) {
			return false
		}
	}
	return true
}

func renderRegistries(wanted []planner.Registry) ([]byte, error) {
	if len(wanted) == 0 {
		return nil, nil
	}
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
	text, err := readIfThere(ctx, api, node.ID, registriesPath)
	if err != nil {
		return nil, err
	}
	var file registries
	if err := yaml.Unmarshal(text, &file); err != nil {
		return nil, nil //nolint:nilerr // said above; the error itself would show parts of the file
	}
	return file.list(), nil
}

// readCertificateAuthorities reads what a node trusts beside the certificates of its image.
func readCertificateAuthorities(ctx context.Context, api engine.API, node container.InspectResponse) ([]planner.CertificateAuthority, error) {
	text, err := readIfThere(ctx, api, node.ID, trustPath)
	if err != nil {
		return nil, err
	}
	return planner.CertificateAuthoritiesIn(string(text)), nil
}

func readIfThere(ctx context.Context, api engine.API, id, path string) ([]byte, error) {
	text, err := engine.ReadFile(ctx, api, id, path)
	if errdefs.IsNotFound(err) {
		return nil, nil
	}
	return text, err
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
