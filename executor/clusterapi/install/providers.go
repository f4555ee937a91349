package install

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	clusterctlv1 "sigs.k8s.io/cluster-api/cmd/clusterctl/api/v1alpha3"
	clusterctl "sigs.k8s.io/cluster-api/cmd/clusterctl/client"

	"github.com/kaaslab/kaaslab/internal/secret"
	"github.com/kaaslab/kaaslab/planner"
)

// providerTypes are the library's names of what a lab file calls types of providers, and the names of their files.
var providerTypes = map[string]struct {
	kind clusterctlv1.ProviderType
	file string
}{
	"bootstrap":        {clusterctlv1.BootstrapProviderType, "bootstrap-components.yaml"},
	"controlPlane":     {clusterctlv1.ControlPlaneProviderType, "control-plane-components.yaml"},
	"infrastructure":   {clusterctlv1.InfrastructureProviderType, "infrastructure-components.yaml"},
	"addon":            {clusterctlv1.AddonProviderType, "addon-components.yaml"},
	"ipam":             {clusterctlv1.IPAMProviderType, "ipam-components.yaml"},
	"runtimeExtension": {clusterctlv1.RuntimeExtensionProviderType, "runtime-extension-components.yaml"},
}

func typeOf(kind string) string {
	for name, t := range providerTypes {
		if string(t.kind) == kind {
			return name
		}
	}
	return ""
}

// elsewhere reports whether a provider is at an address, of its own or one that the library knows, and not in the repository.
func (p provider) elsewhere(attrs planner.ClusterAPI) bool {
	return p.more != nil && (p.more.URL != "" || attrs.Repository == "")
}

// wantedProviders are those that every lab has, and those that the lab file adds.
func wantedProviders(attrs planner.ClusterAPI) []provider {
	var all []provider
	for _, p := range providers {
		p.version, p.record = attrs.Version, recordOf(attrs.Features, nil)
		all = append(all, p)
	}
	for i := range attrs.Providers {
		more := &attrs.Providers[i]
		kind := providerTypes[more.Type].kind
		all = append(all, provider{
			name: more.Name, kind: kind, label: clusterctlv1.ManifestLabel(more.Name, kind), file: providerTypes[more.Type].file,
			title: "provider " + more.Key(), version: more.Version, more: more, record: recordOf(nil, more),
		})
	}
	return all
}

// recordAnnotation is on what the library notes of a provider, and says with what kaaslab has installed it.
const recordAnnotation = "kaaslab.dev/installed-with"

// record is what cannot be seen of an installed provider. Of secrets it has the names only.
type record struct {
	Features  map[string]bool   `json:"features,omitempty"`
	Variables map[string]string `json:"variables,omitempty"`
	Secrets   []string          `json:"secrets,omitempty"`
}

// recordOf is nothing for what is installed as upstream has it, and by every kaaslab.
func recordOf(features map[string]bool, p *planner.ClusterAPIProvider) string {
	if len(features) == 0 && p == nil {
		return ""
	}
	r := record{Features: features}
	if p != nil {
		r.Variables = p.Variables
		for name := range p.Secrets {
			r.Secrets = append(r.Secrets, name)
		}
		slices.Sort(r.Secrets)
	}
	text, err := json.Marshal(r)
	if err != nil {
		return "" // it holds nothing that JSON does not
	}
	return string(text)
}

func (i installedProvider) record() (r record) {
	_ = json.Unmarshal([]byte(i.meta.Annotations[recordAnnotation]), &r) // what nobody can read is written anew
	return r
}

// added lists the providers that kaaslab has added to those that every lab has. What others installed is theirs.
func (i installation) added(wanted []provider) []planner.ClusterAPIProvider {
	var added []planner.ClusterAPIProvider
	for _, there := range i.inventory {
		isWanted := slices.ContainsFunc(wanted, func(p provider) bool { return p.is(there) })
		if slices.ContainsFunc(providers, func(p provider) bool { return p.is(there) }) || there.meta.Annotations[recordAnnotation] == "" && !isWanted {
			continue
		}
		r, secrets := there.record(), map[string]planner.Hidden{}
		for _, name := range r.Secrets {
			secrets[name] = secret.Hidden
		}
		p := planner.ClusterAPIProvider{Type: typeOf(there.kind), Name: there.name, Version: there.version, Variables: r.Variables}
		if len(secrets) > 0 {
			p.Secrets = secrets
		}
		added = append(added, p)
	}
	return added
}

// features are those that every provider of a lab was installed with.
func (i installation) features() map[string]bool {
	for _, p := range providers {
		if there, found := p.find(i.inventory); found {
			return there.record().Features
		}
	}
	return nil
}

// variables are what the components of all providers are filled in with. A feature gate has a variable of its name, which of
// most of them begins with EXP.
func variables(attrs planner.ClusterAPI) map[string]string {
	all := map[string]string{"CLUSTER_TOPOLOGY": "true"}
	for feature, on := range attrs.Features {
		name, value := upperSnake(feature), map[bool]string{true: "true", false: "false"}[on]
		all[name], all["EXP_"+name] = value, value
	}
	for _, p := range attrs.Providers {
		for name, value := range p.Variables {
			all[name] = value
		}
		for name, value := range p.Secrets {
			all[name] = string(value)
		}
	}
	return all
}

// upperSnake writes RuntimeSDK as RUNTIME_SDK.
func upperSnake(name string) string {
	var text strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) && unicode.IsLower(runes[i-1]) {
			text.WriteByte('_')
		}
		text.WriteRune(unicode.ToUpper(r))
	}
	return text.String()
}

// lists are where options of the library name providers, by their types.
type lists map[clusterctlv1.ProviderType]*[]string

func (l lists) add(p provider, item string) {
	*l[p.kind] = append(*l[p.kind], item)
}

func initLists(o *clusterctl.InitOptions) lists {
	return lists{
		clusterctlv1.BootstrapProviderType: &o.BootstrapProviders, clusterctlv1.ControlPlaneProviderType: &o.ControlPlaneProviders,
		clusterctlv1.InfrastructureProviderType: &o.InfrastructureProviders, clusterctlv1.AddonProviderType: &o.AddonProviders,
		clusterctlv1.IPAMProviderType: &o.IPAMProviders, clusterctlv1.RuntimeExtensionProviderType: &o.RuntimeExtensionProviders,
	}
}

func upgradeLists(o *clusterctl.ApplyUpgradeOptions) lists {
	return lists{
		clusterctlv1.BootstrapProviderType: &o.BootstrapProviders, clusterctlv1.ControlPlaneProviderType: &o.ControlPlaneProviders,
		clusterctlv1.InfrastructureProviderType: &o.InfrastructureProviders, clusterctlv1.AddonProviderType: &o.AddonProviders,
		clusterctlv1.IPAMProviderType: &o.IPAMProviders, clusterctlv1.RuntimeExtensionProviderType: &o.RuntimeExtensionProviders,
	}
}

func deleteLists(o *clusterctl.DeleteOptions) lists {
	return lists{
		clusterctlv1.BootstrapProviderType: &o.BootstrapProviders, clusterctlv1.ControlPlaneProviderType: &o.ControlPlaneProviders,
		clusterctlv1.InfrastructureProviderType: &o.InfrastructureProviders, clusterctlv1.AddonProviderType: &o.AddonProviders,
		clusterctlv1.IPAMProviderType: &o.IPAMProviders, clusterctlv1.RuntimeExtensionProviderType: &o.RuntimeExtensionProviders,
	}
}
