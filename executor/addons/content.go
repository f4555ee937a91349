package addons

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor/charts"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// content is what a profile installs on a cluster, as far as it is known.
type content struct {
	wanted []wanted
	before map[key]kube.Object // what was installed last, where it is known
	was    []installed
	notes  []string
	hooks  []string // what is to be said of charts, if anything is done
}

func (c *content) say(format string, values ...any) {
	c.notes = append(c.notes, fmt.Sprintf(format, values...))
}

func (c *content) add(object map[string]any, from string, once bool) {
	c.wanted = append(c.wanted, wanted{object: kube.Object(object), from: from, once: once})
}

// inNamespace adds the namespace itself, which Sveltos makes where it is not there.
func (c *content) inNamespace(name, from string) {
	if name != "" && name != "default" && !strings.HasPrefix(name, "kube-") {
		c.add(map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name}}, from, true)
	}
}

func (o *outlook) content(ctx context.Context, profile *spec.AddonProfile, on *cluster) *content {
	c := &content{before: map[key]kube.Object{}}
	has := o.management.has[on.name][profile.Name]
	if has == nil {
		has = &record{}
	}
	c.was = append(c.was, has.objects...)
	maps.Copy(c.before, o.management.carried[profile.Name])
	for i := range profile.HelmCharts {
		o.chart(ctx, c, &profile.HelmCharts[i], on)
	}
	c.withdraw(ctx, has, profile, on)
	for _, file := range profile.Files {
		c.manifest(file)
	}
	return c
}

// manifest adds the objects of a file.
func (c *content) manifest(file spec.ManifestFile) {
	if file.Template {
		c.say("%s is a template of Sveltos, which is not filled in here", file.Path)
		return
	}
	for i, object := range file.Objects {
		c.inNamespace(kube.Object(object).Namespace(), file.At(i))
		c.add(object, file.At(i), false)
	}
}

// withdraw takes back the releases that are not in the profile any more.
func (c *content) withdraw(ctx context.Context, has *record, profile *spec.AddonProfile, on *cluster) {
	for _, r := range has.releases {
		isWanted := slices.ContainsFunc(profile.HelmCharts, func(chart spec.HelmChart) bool {
			return chart.Release == r.name && chart.Namespace == r.namespace
		})
		if !isWanted {
			c.recall(ctx, r, on)
		}
	}
}

// recall reads the release that is there.
func (c *content) recall(ctx context.Context, r release, on *cluster) *charts.Deployed {
	from := "release " + r.name
	deployed, err := on.deployed(ctx, r)
	if err != nil {
		c.say("%s: what Helm has installed cannot be read, so that nothing is told of what goes: %v", from, err)
	}
	c.remember(deployed, from)
	return deployed
}

// chart adds the objects of a release.
func (o *outlook) chart(ctx context.Context, c *content, chart *spec.HelmChart, on *cluster) {
	from := "release " + chart.Release
	deployed := c.recall(ctx, release{chart.Namespace, chart.Release}, on)
	rendered, err := o.render(chart, deployed, on)
	if err != nil {
		c.say("%s: %v", from, err)
		c.unknown(deployed)
		return
	}
	c.inNamespace(chart.Namespace, from)
	for _, object := range rendered.Definitions {
		c.add(object, from, true)
	}
	for _, object := range rendered.Objects {
		c.add(object, from, false)
	}
	if len(rendered.Hooks) > 0 {
		c.hooks = append(c.hooks, fmt.Sprintf("%s: hooks run as well: %s", from, strings.Join(rendered.Hooks, ", ")))
	}
}

// unknown keeps what a release has installed from being told as going: what it will have is not known.
func (c *content) unknown(deployed *charts.Deployed) {
	if deployed == nil {
		return
	}
	for _, object := range deployed.Objects {
		c.was = slices.DeleteFunc(c.was, func(was installed) bool { return was.key == keyOf(object) })
	}
}

// render fills in a chart. An error says in words why that cannot be.
func (o *outlook) render(chart *spec.HelmChart, deployed *charts.Deployed, on *cluster) (*charts.Rendered, error) {
	switch {
	case chart.Packed == nil:
		return nil, fault.Errorf(fault.ChartMissing, "chart %s %s is not on this disk, so that its objects are not known here", chart.Chart, chart.Version)
	case chart.IsTemplate():
		return nil, fault.Errorf(fault.WrongChart, "its values are a template of Sveltos, which is not filled in here")
	case chart.ValuesFrom != nil:
		return nil, fault.Errorf(fault.WrongChart, "valuesFrom is not looked at here, so that its objects are not known")
	}
	loaded, err := charts.Load(chart.Packed.Archive)
	if err != nil {
		return nil, err
	}
	release := planner.Release{Name: chart.Release, Namespace: chart.Namespace, Values: chart.AllValues()}
	return loaded.Render(release, o.target(deployed, on))
}

// target is what a chart is told of the cluster. Where nothing serves charts to Sveltos it is told nothing, for it is rendered
// once for all clusters.
func (o *outlook) target(deployed *charts.Deployed, on *cluster) charts.Target {
	if o.lab.ManagementCluster.Provider != spec.ProviderEmbedded {
		return charts.Target{}
	}
	return charts.Target{KubernetesVersion: on.version, Upgrade: deployed != nil}
}
