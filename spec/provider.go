package spec

import (
	"net/netip"
	"slices"
)

// Provider says what the management cluster is made of.
type Provider string

// The providers of a management cluster.
const (
	// ProviderEmbedded is a local process: etcd, kube-apiserver and the Cluster API controllers, without Docker.
	ProviderEmbedded Provider = "embedded"
	// ProviderK3d is a k3s cluster in Docker containers.
	ProviderK3d Provider = "k3d"
	// ProviderExisting is a cluster that somebody else runs, reached by kubeconfig and context.
	ProviderExisting Provider = "existing"
)

// Providers are those that there are.
var Providers = []Provider{ProviderEmbedded, ProviderK3d, ProviderExisting}

// provider is all that tells one provider from another in a lab file and in a plan. What it does is executor/management.
type provider struct {
	traits
	infrastructure Infrastructure // of clusters that name none
	keys           []string       // of managementCluster, beside those that go with all
	ranges         []netip.Prefix // addresses inside of the management cluster, which the lab's network may not have
	fill           func(r *reader, at *place, m *ManagementCluster)
	check          func(r *reader, at *place, m *ManagementCluster)
}

type traits struct{ given, empty, builtIn, bare, emulates, servesCharts, onDocker bool }

func (p Provider) is() *provider {
	switch p {
	case ProviderEmbedded:
		return &embeddedProvider
	case ProviderK3d:
		return &k3dProvider
	case ProviderExisting:
		return &existingProvider
	}
	return &provider{}
}

var embeddedProvider = provider{
	traits: traits{builtIn: true, bare: true, emulates: true, servesCharts: true}, infrastructure: InfrastructureSimulated,
	keys: []string{"apiPort"},
	fill: (*reader).fillBuiltIn, check: (*reader).checkEmbedded,
}

var k3dProvider = provider{
	traits: traits{empty: true, onDocker: true}, infrastructure: InfrastructureDocker,
	keys:   []string{"apiPort", "image", "servers", "agents", "ports", "serverArgs", "agentArgs", "env", "volumes", "registries"},
	ranges: k3sRanges,
	fill:   (*reader).fillK3d, check: (*reader).checkK3d,
}

var existingProvider = provider{
	traits: traits{given: true}, infrastructure: InfrastructureInMemory,
	keys:  []string{"kubeconfig", "context"},
	check: (*reader).checkGiven,
}

// Known reports whether there is such a provider.
func (p Provider) Known() bool { return slices.Contains(Providers, p) }

// Given reports whether the management cluster is there already. Somebody else runs it: kaaslab installs nothing there, and neither
// stops nor removes it.
func (p Provider) Given() bool { return p.is().given }

// Empty reports whether the management cluster comes without Cluster API and Sveltos, so that kaaslab installs them.
func (p Provider) Empty() bool { return p.is().empty }

// BuiltIn reports whether Cluster API and Sveltos are parts of the program that is the management cluster, in the versions that it
// was built with.
func (p Provider) BuiltIn() bool { return p.is().builtIn }

// Bare reports whether the management cluster is an API with Cluster API's controllers and no more: it runs no pods, and makes no
// machine that is one.
func (p Provider) Bare() bool { return p.is().bare }

// Emulates reports whether the management cluster gives workload clusters an API of kaaslab's own.
func (p Provider) Emulates() bool { return p.is().emulates }

// ServesCharts reports whether the management cluster brings charts from disk to Sveltos: kaaslab's own program does. To another
// one kaaslab could bring no server without an image from somewhere.
func (p Provider) ServesCharts() bool { return p.is().servesCharts }

// OnDocker reports whether the management cluster's nodes are containers.
func (p Provider) OnDocker() bool { return p.is().onDocker }

// Default is the infrastructure of workload clusters that name none: Docker only where there is a Docker for certain.
func (p Provider) Default() Infrastructure { return p.is().infrastructure }

// Takes reports whether a key of managementCluster goes with the provider.
func (p Provider) Takes(key string) bool {
	return slices.Contains(p.is().keys, key) || !slices.ContainsFunc(Providers, func(other Provider) bool { return slices.Contains(other.is().keys, key) })
}

// OnlyWith lists the providers that a key of managementCluster goes with, the one with most of such keys first.
func OnlyWith(key string) []Provider {
	with := slices.DeleteFunc(slices.Clone(Providers), func(p Provider) bool { return !p.Takes(key) })
	slices.SortStableFunc(with, func(a, b Provider) int { return len(b.is().keys) - len(a.is().keys) })
	return with
}

// Makes reports whether workload clusters of an infrastructure can be made from the management cluster.
func (p Provider) Makes(on Infrastructure) bool {
	fits := on.is().fits
	return fits == nil || fits(p)
}

// RunsSveltos reports whether the lab has add-ons, and clusters on which they are installed.
func (l *Lab) RunsSveltos() bool {
	return len(l.AddonProfiles) > 0 && l.Has(l.ManagementCluster.Provider.InstallsAddons)
}

// InstallsAddons reports whether add-ons are installed on clusters of an infrastructure: in-memory ones run nothing, and what an
// embedded management cluster makes of a class that is not kaaslab's is in memory.
func (p Provider) InstallsAddons(on Infrastructure) bool {
	return !on.is().still && (!p.Bare() || on.Emulated())
}
