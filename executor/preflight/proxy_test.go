package preflight

import (
	"strings"
	"testing"

	"golang.org/x/net/http/httpproxy"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/spec"
)

// TestWhoGoesThroughAProxyIsTold: each part by itself, with where it is said to those that have none, and no password.
func TestWhoGoesThroughAProxyIsTold(t *testing.T) {
	h := newHost(t)
	lab := onDocker(2)
	if found := h.inspect(t, "proxy", lab); len(found) > 0 {
		t.Errorf("without any proxy is told %+v", found)
	}
	h.system.proxy = httpproxy.Config{HTTPSProxy: "http://me:canary@proxy.example.com:3128/"}
	h.mustFind(t, "proxy", nil, executor.Fine, "kaaslab downloads through proxy.example.com:3128", "Docker pulls without a proxy (proxies of the daemon's daemon.json)")
	h.mustFind(t, "proxy", lab, executor.Fine, "nodes pull without a proxy (proxy of the lab file)")
	h.mustFind(t, "proxy", embedded(), executor.Fine, "kaaslab downloads through proxy.example.com:3128")

	h.system.proxy = httpproxy.Config{}
	lab.Proxy = spec.Proxy{HTTPS: "http://me:canary@lab.example.com"}
	h.mustFind(t, "proxy", lab, executor.Fine, "kaaslab downloads through lab.example.com", "nodes pull through lab.example.com")
	h.system.proxy = httpproxy.Config{HTTPSProxy: "http://me:canary@proxy.example.com:3128/"}
	h.HostInfo.HTTPProxy = "http://xxxxx:xxxxx@docker.example.com:3128"
	lab.Proxy = spec.Proxy{HTTPS: "https://nodes.example.com"}
	lab.AddonProfiles = []spec.AddonProfile{{HelmCharts: []spec.HelmChart{{RepositoryURL: "https://charts.example.com"}}}}
	h.mustFind(t, "proxy", lab, executor.Fine, "Docker pulls through docker.example.com:3128, nodes pull through nodes.example.com, Sveltos fetches charts through nodes.example.com")

	for _, f := range h.inspect(t, "proxy", lab) {
		if strings.Contains(f.String(), "canary") {
			t.Errorf("a password is told: %s", f)
		}
	}
}
