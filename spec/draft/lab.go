// Package draft writes lab files: from the manifests of an older lab, and from what somebody else made. Its types hold the keys
// that are written, in the order in which people read them.
package draft

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/spec"
)

// Lab is a lab file.
type Lab struct {
	APIVersion        string            `yaml:"apiVersion"`
	Kind              string            `yaml:"kind"`
	Name              string            `yaml:"name"`
	ManagementCluster ManagementCluster `yaml:"managementCluster"`
	Peering           *Peering          `yaml:"peering,omitempty"`
	Registries        []Registry        `yaml:"registries,omitempty"`
	Proxy             *Proxy            `yaml:"proxy,omitempty"`
	Authorities       []string          `yaml:"certificateAuthorities,omitempty"`
	ImageCache        bool              `yaml:"imageCache,omitempty"`
	AddonProfiles     []AddonProfile    `yaml:"addonProfiles,omitempty"`
	WorkloadClusters  []WorkloadCluster `yaml:"workloadClusters,omitempty"`
}

// New returns the draft of a lab with this name.
func New(name string, management ManagementCluster) Lab {
	return Lab{APIVersion: spec.APIVersion, Kind: spec.Kind, Name: name, ManagementCluster: management}
}

// Peering is the key peering.
type Peering struct {
	IPv6 bool `yaml:"ipv6"`
}

// ManagementCluster is the key managementCluster.
type ManagementCluster struct {
	Provider   spec.Provider `yaml:"provider"`
	Kubeconfig string        `yaml:"kubeconfig,omitempty"`
	Context    string        `yaml:"context,omitempty"`
	ClusterAPI *ClusterAPI   `yaml:"clusterAPI,omitempty"`
	Manifests  []string      `yaml:"manifests,omitempty"`
}

// Registry is an entry of registries.
type Registry struct {
	Host    string   `yaml:"host"`
	Mirrors []string `yaml:"mirrors"`
}

// Proxy is the key proxy.
type Proxy struct {
	HTTPS   string   `yaml:"https,omitempty"`
	HTTP    string   `yaml:"http,omitempty"`
	NoProxy []string `yaml:"noProxy,omitempty"`
}

// ClusterAPI is the key clusterAPI.
type ClusterAPI struct {
	Providers []ClusterAPIProvider `yaml:"providers"`
}

// ClusterAPIProvider is an entry of providers.
type ClusterAPIProvider struct {
	Name    string `yaml:"name"`
	Type    string `yaml:"type"`
	Version string `yaml:"version,omitempty"`
	URL     string `yaml:"url,omitempty"`
}

// Write adds the lab file to text, behind comments that are there already.
func (l Lab) Write(text *bytes.Buffer) error {
	encoder := yaml.NewEncoder(text)
	encoder.SetIndent(2)
	if err := encoder.Encode(l); err != nil {
		return fmt.Errorf("write the lab file: %w", err)
	}
	return encoder.Close()
}
