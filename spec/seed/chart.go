package seed

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// foreignOfChart are the fields of a chart that a lab file takes over as they are.
var foreignOfChart = []string{"helmChartAction", "options", "valuesFrom", "registryCredentialsConfig", "signatureVerification", "provenanceVerification"}

// addChart takes a chart over, or leaves it out whole: a chart without its values, or without an option that matters, is
// another one.
func (c *conversion) addChart(e *profileEntry, o *object) {
	defer c.while(o)()
	called := "its chart " + cmp.Or(cmp.Or(textOf(o, "chartName"), textOf(o, "releaseName")), o.at)
	if found := c.whyNotChart(o); found.any() {
		c.leave(o, found.line, called, found.String())
		return
	}
	made := draft.HelmChart{
		RepositoryURL: o.text("repositoryURL"), Version: o.text("chartVersion"),
		Release: o.text("releaseName"), Namespace: o.text("releaseNamespace"),
	}
	made.Chart = c.chartName(o, made)
	if made.Version == "" {
		made.Version = "*"
		c.change("chart %s gets version *: without one Sveltos takes the newest", made.Chart)
	}
	apart := ""
	if text := textOf(o, "values"); isTemplateOnly(text) {
		apart = o.text("values")
	} else {
		values, line, why := c.values(o, called)
		if why != "" {
			c.leave(o, line, called, why)
			return
		}
		made.Values, made.Template = values, spec.TemplateOf(text, values)
	}
	more := c.inSveltosWords(o, foreignOfChart)
	e.limit(more)
	if apart != "" {
		c.valuesApart(e, made, more, apart)
	}
	made.More = draft.MoreOfChart(more)
	if path.Base(made.Chart) == "cilium" {
		c.cilium(&made)
	}
	e.HelmCharts, e.charts = append(e.HelmCharts, made), append(e.charts, o)
}

func textOf(o *object, name string) string {
	text, _ := o.look(name).(string)
	return text
}

func (c *conversion) whyNotChart(o *object) reasons {
	var found reasons
	for _, name := range spec.ChartFields {
		value := o.look(name)
		text, isText := value.(string)
		switch {
		case value != nil && !isText:
			found.add(o.line(name), name+" is no text")
		case strings.Contains(text, "{{") && name != "values" && name != "chartVersion":
			found.add(o.line(name), name+" is a template, and a lab file has none")
		}
	}
	found.addAll(c.judge(o, nil, slices.Concat(spec.ChartFields, foreignOfChart)...))
	return found
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

// values reads the values as Helm does: YAML 1.1, and of a key that is there twice the last.
func (c *conversion) values(o *object, called string) (values map[string]any, line int, why string) {
	line = o.line("values")
	inside := insideOf(o.nodeAt("values"))
	text := o.text("values")
	nodes, bad := spec.Documents("values", []byte(text))
	switch {
	case (bad != nil || strangeKeys(nodes)) && isHelm([]byte(text)):
		return nil, line, "its values are a template that is no YAML until it is filled in, and a lab file takes YAML"
	case bad != nil:
		return nil, inside(bad.Line), "its values: " + bad.Reason
	case len(nodes) == 0:
		return nil, line, ""
	case nodes[0].Kind != yaml.MappingNode:
		return nil, inside(nodes[0].Line), "its values are no mapping (key: value)"
	case len(nodes) > 1:
		c.lose(o, inside(nodes[1].Line), "%s: a second document in its values, which Helm does not read", called)
	}
	read := reading{twice: func(key *yaml.Node) {
		c.lose(o, inside(key.Line), "%s: the key %s is there twice in its values, and the last one counts, as for Helm", called, key.Value)
	}}
	return read.mapping(nodes[0]), line, ""
}

// isTemplateOnly reports whether values become YAML only when Sveltos has filled them in. What is Helm's to fill in is not theirs.
func isTemplateOnly(text string) bool {
	nodes, bad := spec.Documents("values", []byte(text))
	return (bad != nil || strangeKeys(nodes)) && isHelm([]byte(text)) && !ofHelm.MatchString(text)
}

var ofHelm = regexp.MustCompile(`\.(Values|Release|Chart)\b`)

// valuesApart puts values that are a template into a ConfigMap of the management cluster, which Sveltos fills in as it would
// have filled in the values: a lab file takes YAML.
func (c *conversion) valuesApart(e *profileEntry, made draft.HelmChart, more map[string]any, text string) {
	name := e.Name + "-" + made.Release + "-values"
	held, err := yaml.Marshal(map[string]any{
		"apiVersion": "v1", "kind": "ConfigMap", "data": map[string]string{"values.yaml": text},
		"metadata": map[string]any{"name": name, "namespace": "default", "annotations": map[string]string{"projectsveltos.io/template": "ok"}},
	})
	if err != nil {
		return // text and names always are YAML
	}
	c.management = append(c.management, managementEntry{e.from, c.result.Files.Add(c.file, "default", name+".yaml", held)})
	from, _ := more["valuesFrom"].([]any)
	more["valuesFrom"] = append([]any{map[string]any{"kind": "ConfigMap", "namespace": "default", "name": name}}, from...)
	c.change("%s: the values of chart %s, a template, become ConfigMap %s, from which Sveltos takes and fills them in", e.from, made.Chart, name)
}

// insideOf tells the line of a file for a line of a text in it.
func insideOf(node *yaml.Node) func(line int) int {
	return func(line int) int {
		switch {
		case node == nil:
			return 0
		case node.Style&yaml.LiteralStyle != 0 && line > 0:
			return node.Line + line
		}
		return node.Line
	}
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
