package planner

import (
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
)

// Proxy is through what nodes pull images. It has no password: that is in a Secret.
type Proxy struct {
	HTTPS    string   `json:"https,omitempty"`
	HTTP     string   `json:"http,omitempty"`
	NoProxy  []string `json:"noProxy,omitempty"`
	Username string   `json:"username,omitempty"`
}

// IsZero reports whether there is no proxy.
func (p Proxy) IsZero() bool { return p.HTTPS == "" && p.HTTP == "" }

// nodeProxyOf is the one of nodes, which ask the lab's cache of images by its name, and by http.
func nodeProxyOf(lab *spec.Lab) Proxy {
	proxy := proxyOf(lab.Proxy)
	if proxy.HTTP != "" && hasImageCache(lab) {
		proxy.NoProxy = append(slices.Clip(proxy.NoProxy), spec.ImageCacheName(lab.Name))
	}
	return proxy
}

func proxyOf(p spec.Proxy) Proxy {
	return Proxy{HTTPS: p.HTTPS, HTTP: p.HTTP, NoProxy: p.NoProxy, Username: p.Username}
}

// here is what is reached without a proxy everywhere.
var here = []string{"localhost", "127.0.0.1", "::1", ".svc", ".cluster.local"}

// nearby is what controllers reach without a proxy beside that: API servers of clusters, and what else has an address in a private network.
// A name that leads to such an address is not meant.
var nearby = []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "fe80::/10"}

// variables are those of the environment by which a program knows the proxy.
func (p Proxy) variables(password string) map[string]string {
	all := map[string]string{}
	if p.IsZero() {
		return all
	}
	for name, address := range map[string]string{"HTTP_PROXY": p.HTTP, "HTTPS_PROXY": p.HTTPS} {
		if address != "" {
			all[name] = spec.WithLogin(address, p.Username, password)
		}
	}
	all["NO_PROXY"] = strings.Join(slices.Concat(here, p.NoProxy), ",")
	return all
}

// onlyContainerd is before variables that k3s hands to containerd alone: nothing else of it pulls images.
const onlyContainerd = "CONTAINERD_"

// envOf is the environment of a management cluster's nodes: what the lab file says of it has the last word.
func envOf(lab *spec.Lab) map[string]string {
	env := map[string]string{}
	if lab.ManagementCluster.Provider.OnDocker() {
		for name, value := range nodeProxyOf(lab).variables(lab.Proxy.Password) {
			env[onlyContainerd+name] = value
		}
	}
	maps.Copy(env, lab.ManagementCluster.Env)
	return env
}

// downloadsOf is the environment of Sveltos' controller, which downloads charts, and talks to clusters.
func downloadsOf(lab *spec.Lab) map[string]string {
	proxy := proxyOf(lab.Proxy)
	proxy.NoProxy = slices.Concat(nearby, proxy.NoProxy)
	if subnet := lab.Peering.Subnet; subnet != "" {
		proxy.NoProxy = append(proxy.NoProxy, subnet)
	}
	return proxy.variables(lab.Proxy.Password)
}
