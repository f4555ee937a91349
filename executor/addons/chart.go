package addons

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor/charts"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// withdraw takes back the releases that are not in the profile any more.
func (c *content) withdraw(ctx context.Context, has *record, wanted []spec.HelmChart, on *cluster) {
	for _, r := range has.releases {
		isWanted := slices.ContainsFunc(wanted, func(chart spec.HelmChart) bool {
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
	if chart.Action == "Uninstall" {
		return
	}
	rendered, err := o.render(chart, deployed, on)
	if err != nil {
		c.say("%s: %v", from, err)
		c.unknown(deployed)
		return
	}
	options, _ := chart.Options.(map[string]any)
	c.release(rendered, chart.Namespace, from, options)
}

func (c *content) release(rendered *charts.Rendered, namespace, from string, options map[string]any) {
	if option(options, "installOptions", "createNamespace") != false {
		c.inNamespace(namespace, from)
	}
	for _, object := range rendered.Definitions {
		if options["skipCRDs"] != true {
			c.add(object, from, option(options, "upgradeOptions", "upgradeCRDs") != true)
		}
	}
	for _, object := range rendered.Objects {
		c.add(object, from, false)
	}
	if len(rendered.Unsteady) > 0 {
		c.hooks = append(c.hooks, fmt.Sprintf("%s: the chart uses %s, so that some values are others on the cluster", from, strings.Join(rendered.Unsteady, ", ")))
	}
	if len(rendered.Hooks) > 0 && options["disableHooks"] != true {
		c.hooks = append(c.hooks, fmt.Sprintf("%s: hooks run as well: %s", from, strings.Join(rendered.Hooks, ", ")))
	}
}

// option is one of Sveltos' options of a chart.
func option(options map[string]any, of, name string) any {
	fields, _ := options[of].(map[string]any)
	return fields[name]
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
	case chart.IsTemplate():
		return nil, fault.Errorf(fault.WrongChart, "its values are a template of Sveltos, which is not filled in here; its objects are not known")
	case chart.ValuesFrom != nil:
		return nil, fault.Errorf(fault.WrongChart, "valuesFrom is not looked at here, so that its objects are not known")
	case reuses(chart):
		return nil, fault.Errorf(fault.WrongChart, "its options go on with the values of the release before, which is not worked out here; its objects are not known")
	}
	loaded, err := find(chart, deployed)
	if err != nil {
		return nil, err
	}
	release := planner.Release{Name: chart.Release, Namespace: chart.Namespace, Values: chart.AllValues()}
	return loaded.Render(release, o.target(deployed, on))
}

func reuses(chart *spec.HelmChart) bool {
	options, _ := chart.Options.(map[string]any)
	return option(options, "upgradeOptions", "reuseValues") == true || option(options, "upgradeOptions", "resetThenReuseValues") == true
}

// find takes a chart from disk, or from the release of the same version that is there: Helm keeps the chart with it.
func find(chart *spec.HelmChart, deployed *charts.Deployed) (*charts.Chart, error) {
	if chart.Packed != nil {
		return charts.Load(chart.Packed.Archive)
	}
	name := chart.Chart[strings.LastIndex(chart.Chart, "/")+1:]
	if deployed != nil && deployed.Name == name && deployed.Version == chart.Version && deployed.Chart.IsWhole() {
		return deployed.Chart, nil
	}
	return nil, fault.Errorf(fault.ChartMissing, "chart %s %s is not on this disk, so that its objects are not known here", chart.Chart, chart.Version)
}

// target is what a chart is told of the cluster. Where nothing serves charts from disk to Sveltos they are rendered once for all
// clusters, and told nothing.
func (o *outlook) target(deployed *charts.Deployed, on *cluster) charts.Target {
	if !o.want.Lab.ManagementCluster.Provider.ServesCharts() && deployed == nil {
		return charts.Target{}
	}
	return charts.Target{KubernetesVersion: on.version, Upgrade: deployed != nil}
}
