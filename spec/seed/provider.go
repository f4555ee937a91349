package seed

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/draft"
)

const (
	kindProvider  = "clusterctl.cluster.x-k8s.io/Provider" // what clusterctl writes down of what it has installed
	operatorGroup = "operator.cluster.x-k8s.io/"           // whose kinds are types of providers
)

// providerTypes are the types of providers, by those of clusterctl and the kinds of its operator. The core is in every lab.
var providerTypes = map[string]string{
	"CoreProvider": "core", "BootstrapProvider": "bootstrap", "ControlPlaneProvider": "controlPlane", "InfrastructureProvider": "infrastructure",
	"AddonProvider": "addon", "IPAMProvider": "ipam", "RuntimeExtensionProvider": "runtimeExtension",
}

// providerEntry is a provider of Cluster API, and what it is from.
type providerEntry struct {
	draft.ClusterAPIProvider
	from *object
}

// providers takes over the providers of Cluster API.
func (c *conversion) providers() {
	for _, o := range c.objects {
		kind, ofOperator := strings.CutPrefix(o.kind, operatorGroup)
		switch {
		case o.kind == kindProvider:
			c.provider(o, o.text("type"), o.text("providerName"), "version")
		case ofOperator && providerTypes[kind] != "":
			c.provider(o, kind, o.name, "spec", "version")
		}
	}
}

func (c *conversion) provider(o *object, kind, name string, version ...string) {
	e := providerEntry{draft.ClusterAPIProvider{Name: name, Type: providerTypes[kind], Version: o.text(version...)}, o}
	if e.Type == "core" || slices.Contains(spec.OwnProviders, e.Type+"/"+e.Name) {
		o.drop()
		c.change("%s: every lab has it, in a version that managementCluster.clusterAPI.version decides", o)
		return
	}
	o.used = true
	o.take("metadata", "labels") // which clusterctl sets
	e.URL = o.text("spec", "fetchConfig", "url")
	c.installs = append(c.installs, e)
}

var providerPlace = regexp.MustCompile(`^managementCluster\.clusterAPI\.providers(?:\[(\d+)\]\.?(.*))?$`)

// providerProblem leaves out the provider that a problem is about, or all, which an embedded management cluster cannot run. It reports
// false if it is about none.
func (r *round) providerProblem(p spec.Problem) bool {
	place := providerPlace.FindStringSubmatch(p.Path)
	if place == nil {
		return false
	}
	number, err := strconv.Atoi(place[1])
	for i, e := range r.conversion.installs {
		if err == nil && i != number || r.installs[i] {
			continue
		}
		r.installs[i] = true
		r.lose(e.from, e.from.line(), "is left out of managementCluster.clusterAPI.providers: %s", withKey(place[2], r.reason(p)))
	}
	return true
}

// tellProviders says where providers are now.
func (c *conversion) tellProviders() {
	for _, e := range c.installs {
		c.change("%s: is in managementCluster.clusterAPI.providers now, which kaaslab installs", e.from)
	}
}
