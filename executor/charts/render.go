package charts

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	helm "helm.sh/helm/v3/pkg/release"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Chart is a chart that is here as a whole.
type Chart struct{ inner *chart.Chart }

// Load reads a packed chart.
func Load(archive string) (*Chart, error) {
	inner, err := loader.LoadArchive(strings.NewReader(archive))
	return &Chart{inner}, err
}

// Wrap takes a chart that Helm's library has loaded.
func Wrap(inner *chart.Chart) *Chart { return &Chart{inner} }

// Save packs the chart into a directory, and returns the name of the archive.
func (c *Chart) Save(dir string) (string, error) {
	path, err := chartutil.Save(c.inner, dir)
	if err != nil {
		return "", fault.Errorf(fault.ChartMissing, "pack chart %s: %w", c.inner.Name(), err)
	}
	return filepath.Base(path), nil
}

// unsteady are functions of templates that give another outcome each time, or ask a cluster, which nothing here answers.
var unsteady = regexp.MustCompile(`\{\{[^}]*\b(lookup|rand[A-Z]\w*|gen[A-Z]\w*|uuidv4|shuffle|now|htpasswd|bcrypt)\b`)

// Unsteady lists the functions in the chart's templates whose outcome here is not the one on the cluster.
func (c *Chart) Unsteady() []string {
	found := map[string]bool{}
	for _, part := range append([]*chart.Chart{c.inner}, c.inner.Dependencies()...) {
		for _, file := range part.Templates {
			for _, match := range unsteady.FindAllSubmatch(file.Data, -1) {
				found[string(match[1])] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
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
	HookObjects []map[string]any // what hooks make at any time, but for tests
	Hooks       []string         // what is made beside them and runs, as Job migrate (pre-upgrade)
	Unsteady    []string         // functions of the chart whose outcome on the cluster is another
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
	rendered := &Rendered{Unsteady: c.Unsteady()}
	for _, definition := range c.inner.CRDObjects() {
		if rendered.Definitions, err = decode(rendered.Definitions, string(definition.File.Data), release.Namespace); err != nil {
			return nil, fmt.Errorf("%s: %w", definition.Filename, err)
		}
	}
	for _, hook := range made.Hooks {
		rendered.Hooks = append(rendered.Hooks, describe(hook, on.Upgrade)...)
		if slices.Contains(hook.Events, helm.HookTest) {
			continue
		}
		if rendered.HookObjects, err = decode(rendered.HookObjects, hook.Manifest, release.Namespace); err != nil {
			return nil, fmt.Errorf("%s: %w", hook.Path, err)
		}
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
