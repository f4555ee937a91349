package charts

import (
	"fmt"
	"strings"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"

	"github.com/kaaslab/kaaslab/planner"
)

// Chart is a chart that is here as a whole.
type Chart struct{ inner *chart.Chart }

// Load reads a packed chart.
func Load(archive string) (*Chart, error) {
	inner, err := loader.LoadArchive(strings.NewReader(archive))
	return &Chart{inner}, err
}

// LooksUp reports whether the chart asks a cluster for what it has, which nothing here answers.
func (c *Chart) LooksUp() bool {
	for _, file := range c.inner.Templates {
		if text := string(file.Data); strings.Contains(text, "{{") && strings.Contains(text, "lookup ") {
			return true
		}
	}
	return false
}

// Target is what a chart is told of the cluster. The zero value is what Helm takes where it is told nothing.
type Target struct {
	KubernetesVersion string
	APIVersions       []string // that the cluster serves beyond Kubernetes' own, also with a kind behind them
	Upgrade           bool     // the release is there
}

// Rendered are the objects of a release, each with its namespace.
type Rendered struct {
	Definitions []map[string]any // from the chart's directory crds, which Helm installs where they are not
	Objects     []map[string]any
	Hooks       []string // what is made beside them and runs, as Job migrate (pre-upgrade)
}

// All are the definitions, and then the objects.
func (r *Rendered) All() []map[string]any {
	return append(r.Definitions[:len(r.Definitions):len(r.Definitions)], r.Objects...)
}

// Render is what helm template prints, without tests, and with the namespace in every object, which Helm gives them when it
// installs them.
func (c *Chart) Render(release planner.Release, on Target) (*Rendered, error) {
	install, err := installation(release, on)
	if err != nil {
		return nil, err
	}
	values := release.Values
	if values == nil {
		values = chartutil.Values{}
	}
	made, err := install.Run(c.inner, values)
	if err != nil {
		return nil, err
	}
	rendered := &Rendered{}
	for _, definition := range c.inner.CRDObjects() {
		if rendered.Definitions, err = decode(rendered.Definitions, string(definition.File.Data), release.Namespace); err != nil {
			return nil, fmt.Errorf("%s: %w", definition.Filename, err)
		}
	}
	for _, hook := range made.Hooks {
		rendered.Hooks = append(rendered.Hooks, describe(hook, on.Upgrade)...)
	}
	rendered.Objects, err = decode(nil, made.Manifest, release.Namespace)
	return rendered, err
}

func installation(release planner.Release, on Target) (*action.Install, error) {
	install := action.NewInstall(&action.Configuration{Log: func(string, ...any) {}})
	install.ClientOnly, install.DryRun, install.IsUpgrade = true, true, on.Upgrade
	install.ReleaseName, install.Namespace, install.APIVersions = release.Name, release.Namespace, on.APIVersions
	if on.KubernetesVersion == "" {
		return install, nil
	}
	version, err := chartutil.ParseKubeVersion(on.KubernetesVersion)
	install.KubeVersion = version
	return install, err
}
