package seed

import (
	"slices"
	"strconv"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
)

// clusterProblem leaves out a pool or a setting of a cluster; and the whole cluster only if that is not what is wrong.
func (r *round) clusterProblem(i int, at string, p spec.Problem) {
	e := r.conversion.clusters[i]
	item := itemPlace.FindStringSubmatch(at)
	switch {
	case settingAt(strings.TrimPrefix(at, "controlPlane.")) != "":
		r.dropSetting(e.from, e.ControlPlane.Settings, at, p)
	case item != nil && item[1] == "workers" && settingAt(item[3]) != "":
		j, _ := strconv.Atoi(item[2])
		r.dropSetting(e.pools[j], e.Workers[j].Settings, item[3], p)
	case strings.HasPrefix(at, "customHAProxyConfigTemplateRef"):
		e.CustomHAProxyConfigTemplateRef, r.gone = nil, true
		r.lose(e.from, e.from.line(), "haproxy's configuration is left out: %s", withKey(at, r.reason(p)))
	case item != nil && item[1] == "workers":
		j, _ := strconv.Atoi(item[2])
		r.pools[[2]int{i, j}] = true
		r.lose(e.pools[j], e.pools[j].node.Line, "its pool %s is left out: %s", e.Workers[j].Name, withKey(item[3], r.reason(p)))
	case item != nil && item[1] == "manifests" && e.ControlPlane == nil:
		r.dropCluster(i, "it "+strings.TrimPrefix(r.reason(p), e.Manifests[0]+" "))
	case item != nil && item[1] == "manifests" || strings.HasPrefix(at, "clusterClass"):
		r.dropClass(i, p)
	case r.reset(e, at, p):
	default:
		r.dropCluster(i, withKey(at, r.reason(p)))
	}
}

// apart are the settings of a pool or control plane that are left out by themselves, and what they are.
var apart = map[string]string{"kubeadmConfigSpec": "what kubeadm is told", "extraMounts": "what is mounted", "preLoadImages": "what images are loaded before", "healthCheck": "the health check", "metadata": "what labels and annotations machines have"}

// settingAt is that of these settings that a place is in.
func settingAt(at string) string {
	end := strings.IndexAny(at+".", ".[")
	if apart[at[:end]] == "" {
		return ""
	}
	return at[:end]
}

// dropSetting leaves out a setting, once: its problems may be several.
func (r *round) dropSetting(from *object, settings map[string]any, at string, p spec.Problem) {
	key := settingAt(strings.TrimPrefix(at, "controlPlane."))
	if settings[key] == nil {
		return
	}
	delete(settings, key)
	r.gone = true
	r.lose(from, from.line(), "%s is left out: %s", apart[key], withKey(at, r.reason(p)))
}

// dropClass makes a cluster from the lab's own class, if its own one cannot come along.
func (r *round) dropClass(i int, p spec.Problem) {
	e := r.conversion.clusters[i]
	if e.ClusterClass == "" {
		return // done already
	}
	by := said{by: e.from, line: e.from.line("spec", "topology", "class")}
	r.lose(by.by, by.line, "ClusterClass %s, which %s; the cluster is made from the lab's own class for Docker, without variables", e.ClusterClass, r.reason(p))
	e.ClusterClass, e.Variables, e.Manifests, e.Infrastructure = "", nil, nil, string(spec.InfrastructureDocker)
	r.gone = true
}

// reset takes a setting back, so that the cluster gets the default. It reports false if there was none.
func (r *round) reset(e *clusterEntry, at string, p spec.Problem) bool {
	by := said{by: e.from, line: e.from.line()}
	label, isLabel := labelOf(at, e.Labels)
	switch key := e.resetText(at); {
	case isLabel:
		by.line = e.from.line("metadata", "labels", label)
		delete(e.Labels, label)
	case key != "":
		by = e.sayer(key)
	case at == "controlPlane.replicas" && e.ControlPlane != nil:
		by, e.ControlPlane = e.sayer(at), nil
	default:
		return false
	}
	r.gone = true
	r.lose(by.by, by.line, "%s; the cluster gets what a lab file has without", withKey(at, r.reason(p)))
	return true
}

// sayer is who says a setting.
func (e *clusterEntry) sayer(key string) said {
	where := map[string]string{"podCIDR": "pods", "serviceCIDR": "services"}[key]
	if by, known := e.by[key]; known {
		return by
	}
	return said{by: e.from, line: e.from.line("spec", "clusterNetwork", where)}
}

// resetText takes back a setting that is a text, and returns its key. Where ranges overlap and the second is the default, it
// is the first.
func (e *clusterEntry) resetText(at string) (key string) {
	settings := map[string]*string{
		"podCIDR": &e.PodCIDR, "serviceCIDR": &e.ServiceCIDR, "image": &e.Image,
		"loadBalancerImage": &e.LoadBalancerImage, "kubernetesVersion": &e.KubernetesVersion,
	}
	if at == "serviceCIDR" && e.ServiceCIDR == "" {
		at = "podCIDR"
	}
	if text := settings[at]; text != nil && *text != "" {
		*text = ""
		return at
	}
	return ""
}

// labelOf finds the label that a place names, as places are written.
func labelOf(at string, labels map[string]string) (label string, isLabel bool) {
	for name := range labels {
		if at == "labels."+name || at == "labels["+strconv.Quote(name)+"]" {
			return name, true
		}
	}
	return "", false
}

// remove takes out of the lists what is to go.
func (r *round) remove() {
	c := r.conversion
	for i, e := range c.profiles {
		e.HelmCharts, e.charts = without(e.HelmCharts, i, r.charts), without(e.charts, i, r.charts)
		e.Manifests, e.DependsOn = without(e.Manifests, i, r.files), without(e.DependsOn, i, r.has)
		if !r.profiles[i] && !e.installs() {
			r.dropProfile(i, "nothing that it installs can be carried over")
		}
	}
	for i, e := range c.clusters {
		e.Workers, e.pools = without(e.Workers, i, r.pools), without(e.pools, i, r.pools)
	}
	r.gone = r.gone || len(r.pools)+len(r.charts)+len(r.files)+len(r.has)+len(r.profiles)+len(r.clusters)+len(r.management)+len(r.installs) > 0
	c.profiles, c.clusters, c.management = kept(c.profiles, r.profiles), kept(c.clusters, r.clusters), kept(c.management, r.management)
	c.installs = kept(c.installs, r.installs)
}

func without[T any](list []T, i int, gone map[[2]int]bool) []T {
	var left []T
	for j, item := range list {
		if !gone[[2]int{i, j}] {
			left = append(left, item)
		}
	}
	return left
}

func kept[T any](list []T, gone map[int]bool) []T {
	var left []T
	for i, item := range list {
		if !gone[i] {
			left = append(left, item)
		}
	}
	return left
}

// prune forgets files that nothing names any more.
func (c *conversion) prune() {
	for path := range c.result.Files {
		named := slices.Contains(c.managementPaths(), path) || slices.Contains(c.lab.Authorities, path) || slices.ContainsFunc(c.profiles, func(e *profileEntry) bool { return slices.Contains(e.Manifests, path) }) ||
			slices.ContainsFunc(c.clusters, func(e *clusterEntry) bool { return slices.Contains(e.Manifests, path) })
		if !named {
			delete(c.result.Files, path)
		}
	}
	for _, o := range c.objects {
		c.tellFiles(o)
	}
	c.tellManagement()
	c.tellProviders()
}

// tellFiles says which files there are of what a ConfigMap held.
func (c *conversion) tellFiles(held *object) {
	var paths []string
	for _, m := range c.content[held] {
		if _, there := c.result.Files[m.path]; there {
			paths = append(paths, m.path)
		}
	}
	switch {
	case len(paths) == 0:
	case held.kind == kindSecret:
		c.result.Secrets = append(c.result.Secrets, paths...)
		c.change("%s: what it holds is in %s now, named in manifests; kaaslab makes a Secret of it. Keep the file from others", held, strings.Join(paths, ", "))
	default:
		c.change("%s: what it holds is in %s now, named in manifests; kaaslab makes the ConfigMap", held, strings.Join(paths, ", "))
	}
}
