package planner

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
)

// Reach is how nodes get images. It has no passwords but where a lab wants them to be written.
type Reach struct {
	Registries             []Registry             `json:"registries,omitempty"`
	Proxy                  Proxy                  `json:"proxy,omitzero"`
	CertificateAuthorities []CertificateAuthority `json:"certificateAuthorities,omitempty"`
	// Archives says that nodes take in the archives of images that the lab's volume has, before kubeadm asks for any.
	Archives bool `json:"imageArchives,omitempty"`
}

// PlainReach reports whether nodes get images as they do by themselves.
func (r Reach) PlainReach() bool {
	return len(r.Registries) == 0 && r.Proxy.IsZero() && len(r.CertificateAuthorities) == 0 && !r.Archives
}

// Restarts reports whether containerd, which reads some of it once, has to start anew.
func (r Reach) Restarts() bool { return !r.Proxy.IsZero() || len(r.CertificateAuthorities) > 0 }

// NodeFile is a file that nodes of a workload cluster have so that they reach registries.
type NodeFile struct {
	Path    string
	Content string // with passwords only where they are known
	Key     string // of the Secret that holds the content, if the class does not
}

// Where containerd, systemd and the kubelet look.
const (
	certsPath = "/etc/containerd/certs.d/"
	proxyPath = "/etc/systemd/system/containerd.service.d/proxy.conf"
	loginPath = "/var/lib/kubelet/config.json"

	proxyKey = "proxy.conf"
	loginKey = "config.json"
)

// Files are those of a class. Without passwords they tell what there is, and what a Secret holds.
func (r Reach) Files(proxyPassword string) []NodeFile {
	var files []NodeFile
	for _, authority := range r.CertificateAuthorities {
		files = append(files, trustFile(authority))
	}
	logins := map[string]Registry{}
	for _, registry := range r.Registries {
		if registry.Username != "" {
			logins[registry.Host] = registry
		}
	}
	for _, registry := range r.Registries {
		if len(registry.Mirrors) > 0 {
			files = append(files, hostsFile(registry, logins))
		}
	}
	if len(logins) > 0 {
		files = append(files, NodeFile{Path: loginPath, Content: loginText(logins), Key: loginKey})
	}
	if !r.Proxy.IsZero() {
		file := NodeFile{Path: proxyPath, Content: unitText(r.Proxy.variables(proxyPassword))}
		if r.Proxy.Username != "" {
			file.Key = proxyKey
		}
		files = append(files, file)
	}
	return files
}

// hostsFile has the mirrors of a registry as containerd has them, with the logins of those that have one.
func hostsFile(r Registry, logins map[string]Registry) NodeFile {
	directory := strings.ReplaceAll(r.Host, spec.AllRegistries, "_default")
	file, text := NodeFile{Path: certsPath + directory + "/hosts.toml"}, strings.Builder{}
	for _, mirror := range r.Mirrors {
		fmt.Fprintf(&text, "[host.%q]\n  capabilities = [\"pull\", \"resolve\"]\n", mirror)
		at, err := url.Parse(mirror)
		if err != nil {
			continue
		}
		if path := strings.TrimSuffix(at.Path, "/"); path != "" && path != "/v2" {
			text.WriteString("  override_path = true\n") // as k3s has it: the path is taken as it is
		}
		if login, found := logins[at.Host]; found {
			fmt.Fprintf(&text, "  [host.%q.header]\n    Authorization = [\"Basic %s\"]\n", mirror, login.basic())
			file.Key = "hosts." + strings.ReplaceAll(directory, ":", "_")
		}
	}
	file.Content = text.String()
	return file
}

func (r Registry) basic() string {
	return base64.StdEncoding.EncodeToString([]byte(r.Username + ":" + string(r.Password)))
}

// dockerHub is how logins name the registry of images without a host.
const dockerHub = "https://index.docker.io/v1/"

// loginText is a file as Docker writes it after a login.
func loginText(logins map[string]Registry) string {
	auths := map[string]any{}
	for host, r := range logins {
		name := host
		if host == "docker.io" {
			name = dockerHub
		}
		auths[name] = map[string]string{"auth": r.basic()}
	}
	text, _ := json.Marshal(map[string]any{"auths": auths}) // texts only
	return string(text)
}

// unitText gives a unit of systemd these variables; % is its own sign.
func unitText(variables map[string]string) string {
	var text strings.Builder
	text.WriteString("[Service]\n")
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		fmt.Fprintf(&text, "Environment=\"%s=%s\"\n", name, strings.ReplaceAll(variables[name], "%", "%%"))
	}
	return text.String()
}

// reachOf is how nodes of workload clusters reach registries, with passwords.
func reachOf(lab *spec.Lab) Reach {
	return Reach{
		Registries: throughCache(lab, listRegistries(lab.Registries)), Proxy: nodeProxyOf(lab), CertificateAuthorities: CertificateAuthoritiesOf(lab.Authorities),
	}
}

// withoutPasswords are registries as a class tells of them.
func withoutPasswords(registries []Registry) []Registry {
	registries = slices.Clone(registries)
	for i := range registries {
		registries[i].Password = ""
	}
	slices.SortFunc(registries, func(a, b Registry) int { return cmp.Compare(a.Host, b.Host) })
	return registries
}

// desiredNodeSecrets hold the passwords by which nodes of workload clusters log in, and what else the class only tells of: Cluster API takes
// files of nodes from the one in the cluster's namespace, and neither the class nor a plan has them.
func desiredNodeSecrets(lab *spec.Lab) []Resource {
	data := map[string]any{}
	for _, file := range reachOf(lab).Files(lab.Proxy.Password) {
		if file.Key != "" {
			data[file.Key] = base64.StdEncoding.EncodeToString([]byte(file.Content))
		}
	}
	if len(data) == 0 {
		return nil
	}
	name := spec.NodeSecretName(spec.ClassName(lab.Name, spec.InfrastructureDocker))
	var secrets []Resource
	for _, namespace := range dockerHomes(lab) {
		r := ObjectResource(Manifest{
			"apiVersion": "v1", "kind": "Secret", "metadata": map[string]any{"name": name, "namespace": namespace}, "data": data,
		})
		r.Within, r.Needs = managementID(lab), append(idsOf(desiredPeerings(lab), desiredClusterAPI(lab)), homeID(namespace)...)
		secrets = append(secrets, r)
	}
	return secrets
}
