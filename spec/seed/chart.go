package seed

import (
	"path"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/draft"
)

func (c *conversion) chart(o *object) draft.HelmChart {
	made := draft.HelmChart{
		RepositoryURL: o.text("repositoryURL"), Version: o.text("chartVersion"),
		Release: o.text("releaseName"), Namespace: o.text("releaseNamespace"),
	}
	made.Chart = c.chartName(o, made)
	if o.look("helmChartAction") == "Install" {
		o.take("helmChartAction")
	}
	made.Values = c.values(o)
	made.Template = spec.HelmChart{Values: made.Values}.IsTemplate() // as Sveltos has taken them so far
	if path.Base(made.Chart) == "cilium" {
		c.cilium(&made)
	}
	return made
}

// chartName gives a chart the name of its repository, without which Sveltos does not find it.
func (c *conversion) chartName(o *object, made draft.HelmChart) string {
	name := o.text("chartName")
	full := draft.ChartName(name, o.text("repositoryName"), made.RepositoryURL)
	if full != name {
		c.change("chart %s becomes %s: Sveltos wants the repository before the chart", name, full)
	}
	return full
}

// values takes values that are a mapping. Others, such as templates, stay and are reported.
func (c *conversion) values(o *object) map[string]any {
	text, _ := o.look("values").(string)
	decoded, err := decode(yaml.NewDecoder(strings.NewReader(text)))
	values, isMapping := decoded.(map[string]any)
	if err != nil || !isMapping {
		return nil
	}
	o.take("values")
	return values
}

// oldCilium is what gets no fixes any more for certain: up to 1.15.
var oldCilium = regexp.MustCompile(`^v?1\.([0-9]|1[0-5])\.`)

// cilium puts right what releases since 1.15 no longer take.
func (c *conversion) cilium(made *draft.HelmChart) {
	mode, isText := made.Values["tunnel"].(string)
	switch {
	case isText && mode == "disabled":
		made.Values["routingMode"] = "native"
	case isText:
		made.Values["routingMode"], made.Values["tunnelProtocol"] = "tunnel", mode
	}
	if isText {
		delete(made.Values, "tunnel")
		c.change("Cilium's value tunnel: %s becomes routingMode and tunnelProtocol: Cilium 1.15 has removed it", mode)
	}
	if oldCilium.MatchString(made.Version) {
		c.change("Cilium %s stays as it was, but gets no fixes any more; think of a newer one", made.Version)
	}
}
