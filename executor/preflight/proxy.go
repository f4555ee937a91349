package preflight

import (
	"cmp"
	"context"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/outbound"
	"github.com/kaaslab/kaaslab/spec"
)

// checkProxy tells which parts of a lab go through a proxy, where there is one for any of them. Each is told of it in another place, and one
// that is left out waits for an answer that never comes.
func checkProxy(_ context.Context, l *look) []executor.Finding {
	parts := l.proxies()
	for _, p := range parts {
		if p.address != "" {
			return fine("proxy", saidOf(parts))
		}
	}
	return nil
}

// part is something that fetches, with its proxy or none, and where that is said.
type part struct{ does, address, where string }

func (l *look) proxies() []part {
	here := l.system.proxy
	parts := []part{{"kaaslab downloads", cmp.Or(here.HTTPSProxy, here.HTTPProxy, outbound.Through(l.Lab, here)), "HTTPS_PROXY of this shell, or proxy of the lab file"}}
	if l.docker != nil {
		parts = append(parts, part{"Docker pulls", cmp.Or(l.docker.Info.HTTPSProxy, l.docker.Info.HTTPProxy), "proxies of the daemon's daemon.json"})
	}
	if l.Lab == nil {
		return parts
	}
	if l.Lab.UsesDocker() {
		parts = append(parts, part{"nodes pull", cmp.Or(l.Lab.Proxy.HTTPS, l.Lab.Proxy.HTTP), "proxy of the lab file"})
	}
	if !l.Lab.ManagementCluster.Provider.Given() && fetchesCharts(l.Lab) {
		parts = append(parts, l.sveltosProxy())
	}
	return parts
}

// sveltosProxy is that of the lab where kaaslab installs Sveltos. Where it is a part of kaaslab's own program, it has the one of whoever
// starts that.
func (l *look) sveltosProxy() part {
	const does = "Sveltos fetches charts"
	if l.Lab.ManagementCluster.Provider.Empty() {
		return part{does, cmp.Or(l.Lab.Proxy.HTTPS, l.Lab.Proxy.HTTP), "proxy of the lab file"}
	}
	return part{does, cmp.Or(l.system.proxy.HTTPSProxy, l.system.proxy.HTTPProxy), "HTTPS_PROXY of the shell that starts the lab"}
}

// fetchesCharts says whether add-ons have charts that are not beside the lab file.
func fetchesCharts(lab *spec.Lab) bool {
	for _, profile := range lab.AddonProfiles {
		for _, chart := range profile.HelmCharts {
			if chart.RepositoryURL != "" {
				return true
			}
		}
	}
	return false
}

func saidOf(parts []part) string {
	var all []string
	for _, p := range parts {
		said := p.does + " without a proxy"
		switch {
		case p.address != "":
			said = p.does + " through " + withoutLogin(p.address)
		case p.where != "":
			said += " (" + p.where + ")"
		}
		all = append(all, said)
	}
	return strings.Join(all, ", ")
}

// withoutLogin is the host of a proxy, with its port: before it there may be a password.
func withoutLogin(address string) string {
	if _, host, found := strings.Cut(address, "://"); found {
		address = host
	}
	return strings.TrimSuffix(address[strings.LastIndex(address, "@")+1:], "/")
}
