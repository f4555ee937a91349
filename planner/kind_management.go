package planner

import (
	"cmp"
	"maps"
	"slices"

	"github.com/kaaslab/kaaslab/spec"
)

// The kinds that make a management cluster.
const (
	// KindManagementCluster is the cluster that runs Cluster API.
	KindManagementCluster Kind = "managementCluster"
	// KindClusterAPI is Cluster API with its providers, installed in a management cluster that comes without.
	KindClusterAPI Kind = "clusterAPI"
	// KindSveltos is the Helm release of Sveltos.
	KindSveltos Kind = "sveltos"
)

// ManagementCluster is the cluster that runs Cluster API. Which fields it has depends on its provider.
type ManagementCluster struct {
	Provider   spec.Provider     `json:"provider"`
	ClusterAPI string            `json:"clusterAPI,omitempty"` // embedded: the version that is built in
	APIPort    int               `json:"apiPort,omitempty"`
	Image      string            `json:"image,omitempty"`
	Servers    int               `json:"servers,omitempty"`
	Agents     int               `json:"agents,omitempty"`
	Ports      []string          `json:"ports,omitempty"`
	ServerArgs []string          `json:"serverArgs,omitempty"`
	AgentArgs  []string          `json:"agentArgs,omitempty"`
	Env        map[string]Hidden `json:"env,omitempty"`
	Volumes    []string          `json:"volumes,omitempty"`
	Registries []Registry        `json:"registries,omitempty"`
	// ImageArchives says that nodes take in what the lab's volume has for them when they begin. What they have, the archives tell.
	ImageArchives bool `json:"-"`
	// CertificateAuthorities are those that its nodes trust beside those of their image.
	CertificateAuthorities []CertificateAuthority `json:"certificateAuthorities,omitempty"`
	// DockerSocket is mounted into the nodes where Cluster API makes containers on this host (hazard H19).
	DockerSocket bool   `json:"dockerSocket,omitempty"`
	Kubeconfig   string `json:"kubeconfig,omitempty"`
	Context      string `json:"context,omitempty"`
}

// Immutable implements Attrs. The embedded cluster takes a new version by a restart; a k3d cluster takes other
// agents, and other registries and certificates by a restart of its nodes.
func (m ManagementCluster) Immutable() []string {
	if m.Provider.OnDocker() {
		return []string{"provider", "image", "servers", "apiPort", "ports", "serverArgs", "agentArgs", "env", "volumes", "dockerSocket"}
	}
	return []string{"provider"}
}

// Fill keeps the port that was chosen where the lab leaves it open, and a socket that is not needed any more: a cluster is
// not made anew to be rid of it. Arguments of agents mean nothing where there are none.
func (m ManagementCluster) Fill(observed Attrs) Attrs {
	o := observed.(ManagementCluster)
	m.ImageArchives = o.ImageArchives
	m.APIPort, m.DockerSocket = cmp.Or(m.APIPort, o.APIPort), m.DockerSocket || o.DockerSocket
	if o.Agents == 0 {
		m.AgentArgs = o.AgentArgs
	}
	m.Env, m.Registries = fillSecrets(m.Env, o.Env), fillLogins(m.Registries, o.Registries)
	return m
}

// ClusterAPI is an installation of Cluster API.
type ClusterAPI struct {
	Version    string               `json:"version"`
	Repository string               `json:"repository,omitempty"`
	Features   map[string]bool      `json:"features,omitempty"`
	Providers  []ClusterAPIProvider `json:"providers,omitempty"`
}

// ClusterAPIProvider is a provider beside those that every lab has.
type ClusterAPIProvider struct {
	Type      string            `json:"type"`
	Name      string            `json:"name"`
	Version   string            `json:"version"`
	URL       string            `json:"url,omitempty"`
	Variables map[string]string `json:"variables,omitempty"`
	Secrets   map[string]Hidden `json:"secretVariables,omitempty"`
}

// Key implements Keyed.
func (p ClusterAPIProvider) Key() string { return p.Type + "/" + p.Name }

// Fill takes over what is written down of a provider without its value, and where it came from, which nobody can see. Taints that
// go are still on machines when the file names none any more, and Cluster API would refuse them: their feature gate stays on
// until the file turns it off.
func (c ClusterAPI) Fill(observed Attrs) Attrs {
	if _, said := c.Features[spec.TaintsFeature]; !said && observed.(ClusterAPI).Features[spec.TaintsFeature] {
		c.Features = withTaints(c.Features)
	}
	c.Providers = slices.Clone(c.Providers)
	for i := range c.Providers {
		p := &c.Providers[i]
		for _, o := range observed.(ClusterAPI).Providers {
			if o.Key() == p.Key() {
				p.URL, p.Secrets = o.URL, fillSecrets(p.Secrets, o.Secrets)
			}
		}
	}
	return c
}

// Immutable implements Attrs.
func (ClusterAPI) Immutable() []string { return nil }

// Sveltos is an installation of Sveltos.
type Sveltos struct {
	Version   string           `json:"version"`
	Mode      spec.SveltosMode `json:"mode"`
	Telemetry bool             `json:"telemetry"`
	Chart     string           `json:"chart,omitempty"`
	// Env is how what downloads charts gets to know of the lab's proxy.
	Env map[string]Hidden `json:"env,omitempty"`
	// CertificateAuthorities are those that the same trusts beside those of its image.
	CertificateAuthorities []CertificateAuthority `json:"certificateAuthorities,omitempty"`
}

// Immutable implements Attrs.
func (Sveltos) Immutable() []string { return nil }

// Fill takes over what is written down without its value.
func (s Sveltos) Fill(observed Attrs) Attrs {
	s.Env = fillSecrets(s.Env, observed.(Sveltos).Env)
	return s
}

func managementID(lab *spec.Lab) ID { return ID{KindManagementCluster, lab.ManagementCluster.Name} }

// ManagementResource describes a management cluster.
func ManagementResource(name string, attrs ManagementCluster) Resource {
	return Resource{
		ID: ID{KindManagementCluster, name}, Attrs: attrs, Shared: attrs.Provider.Given(), Needs: askedCaches(attrs.Registries),
	}
}

func desiredManagement(lab *spec.Lab) []Resource {
	m := lab.ManagementCluster
	attrs := ManagementCluster{
		Provider: m.Provider, APIPort: m.APIPort, Image: m.Image, Servers: m.Servers, Agents: m.Agents, Ports: m.Ports,
		ServerArgs: m.ServerArgs, AgentArgs: m.AgentArgs, Env: hiddenEnv(envOf(lab)), Volumes: m.Volumes, Registries: registriesOf(lab),
		Kubeconfig: m.Kubeconfig, Context: m.Context, ClusterAPI: builtInClusterAPI(m),
		DockerSocket: needsDockerSocket(lab),
	}
	if m.Provider.OnDocker() {
		attrs.CertificateAuthorities = CertificateAuthoritiesOf(lab.Authorities)
		attrs.ImageArchives = len(archivesFor(lab, spec.ImagesForManagement)) > 0
	}
	r := ManagementResource(m.Name, attrs)
	r.Needs = append(r.Needs, hostNeeds(lab)...)
	return []Resource{r}
}

// needsDockerSocket reports whether Cluster API makes containers on this host from a container.
func needsDockerSocket(lab *spec.Lab) bool {
	return lab.ManagementCluster.Provider.OnDocker() && lab.Has(spec.Infrastructure.OnDocker)
}

func builtInClusterAPI(m spec.ManagementCluster) string {
	if m.Provider.BuiltIn() {
		return m.ClusterAPI.Version
	}
	return ""
}

func hostNeeds(lab *spec.Lab) []ID {
	needs := idsOf(desiredSysctls(lab))
	if lab.ManagementCluster.Provider.OnDocker() {
		needs = append(append(needs, volumeID(lab)), imageNeeds(lab.ManagementCluster.Image)...)
		needs = append(needs, archivesFor(lab, spec.ImagesForDocker, spec.ImagesForManagement)...)
	}
	return needs
}

func desiredClusterAPI(lab *spec.Lab) []Resource {
	m := lab.ManagementCluster
	if !m.Provider.Empty() {
		return nil
	}
	return []Resource{{
		ID: clusterAPIID(lab), Within: managementID(lab),
		Attrs: ClusterAPI{Version: m.ClusterAPI.Version, Repository: m.ClusterAPI.Repository, Features: featuresOf(lab), Providers: providersOf(m)},
	}}
}

// featuresOf are the feature gates that the lab file names, and the one that taints need.
func featuresOf(lab *spec.Lab) map[string]bool {
	features := lab.ManagementCluster.ClusterAPI.Features
	if lab.HasTaints() {
		features = withTaints(features)
	}
	return features
}

// withTaints are the feature gates with the one that taints need.
func withTaints(features map[string]bool) map[string]bool {
	all := map[string]bool{}
	maps.Copy(all, features)
	all[spec.TaintsFeature] = true
	return all
}

func providersOf(m spec.ManagementCluster) []ClusterAPIProvider {
	var providers []ClusterAPIProvider
	for _, p := range m.ClusterAPI.Providers {
		secrets := map[string]string{}
		for _, v := range p.SecretVariables {
			secrets[v.Name] = v.Value
		}
		providers = append(providers, ClusterAPIProvider{p.Type, p.Name, p.Version, p.URL, p.Variables, hiddenEnv(secrets)})
	}
	return providers
}

func desiredSveltos(lab *spec.Lab) []Resource {
	m := lab.ManagementCluster
	if !m.Provider.Empty() || !usesSveltos(lab) {
		return nil
	}
	return []Resource{{
		ID: sveltosID(lab), Within: managementID(lab),
		Attrs: Sveltos{
			Version: m.Sveltos.Version, Mode: m.Sveltos.Mode, Telemetry: m.Sveltos.Telemetry, Chart: m.Sveltos.Chart,
			Env: hiddenEnv(downloadsOf(lab)), CertificateAuthorities: CertificateAuthoritiesOf(lab.Authorities),
		},
	}}
}

func clusterAPIID(*spec.Lab) ID { return ID{KindClusterAPI, "cluster-api"} }

func sveltosID(*spec.Lab) ID { return ID{KindSveltos, "projectsveltos"} }
