package spec

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
)

const chartFile = "Chart.yaml"

var (
	chartName    = regexp.MustCompile(`^[a-zA-Z0-9]([a-zA-Z0-9._-]*[a-zA-Z0-9])?$`)
	chartVersion = regexp.MustCompile(`^v?[0-9]+([.][0-9]+){0,2}(-[0-9A-Za-z.-]+)?([+][0-9A-Za-z.-]+)?$`)
)

// chartMetadata is what a chart says about itself.
type chartMetadata struct {
	path    string // of Chart.yaml
	root    *yaml.Node
	name    string
	version *yaml.Node
}

// checkChart finds what no cluster would install, with the place where it is.
func checkChart(path string, files map[string]string) (*chartMetadata, error) {
	text, found := files[chartFile]
	if !found {
		return nil, fault.Errorf(fault.WrongChart, "chart %s has no %s, so it is no Helm chart", quote(path), chartFile)
	}
	about := &chartMetadata{path: strings.TrimSuffix(path, "/") + "/" + chartFile}
	var err error
	if about.root, err = onlyMapping(about.path, text); err != nil {
		return nil, err
	}
	if err := about.check(); err != nil {
		return nil, err
	}
	if values := files["values.yaml"]; strings.TrimSpace(values) != "" {
		if _, err := onlyMapping(strings.TrimSuffix(path, "/")+"/values.yaml", values); err != nil {
			return nil, err
		}
	}
	return about, about.checkDependencies(path, files)
}

// onlyMapping reads a file that is one mapping, or empty.
func onlyMapping(path, text string) (*yaml.Node, error) {
	found, bad := documents(path, []byte(text), manifestLimit, 2)
	switch {
	case bad != nil:
		return nil, fault.Errorf(fault.WrongChart, "%s", bad.String())
	case len(found) == 0:
		return &yaml.Node{Kind: yaml.MappingNode, Line: 1}, nil
	case len(found) > 1 || found[0].Kind != yaml.MappingNode:
		return nil, fault.Errorf(fault.WrongChart, "%s:%d: is not one mapping", path, found[len(found)-1].Line)
	}
	return found[0], nil
}

func (a *chartMetadata) check() error {
	version := a.value("apiVersion")
	switch about := a.value("type"); {
	case version.Value != "v1" && version.Value != "v2":
		return a.wrong(version, "apiVersion is %s; it must be v2, or v1 of charts for Helm 2", quote(version.Value))
	case about.Value == "library":
		return a.wrong(about, "type is library, and such a chart is for other charts only; name one that depends on it")
	}
	name := a.value("name")
	if !chartName.MatchString(name.Value) {
		return a.wrong(name, "name is %s; use letters, digits, '-', '_' and '.'", quote(name.Value))
	}
	a.name, a.version = name.Value, a.value("version")
	if !chartVersion.MatchString(a.version.Value) {
		return a.wrong(a.version, "version is %s; it must be a version such as 1.0.0", quote(a.version.Value))
	}
	return nil
}

// value is that of a key, or an empty one where the key would be.
func (a *chartMetadata) value(name string) *yaml.Node {
	if _, value := entryOf(a.root, name); value != nil {
		return value
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Line: max(a.root.Line, 1)}
}

func (a *chartMetadata) wrong(node *yaml.Node, reason string, values ...any) error {
	return fault.Errorf(fault.WrongChart, "%s:%d: %s", a.path, max(node.Line, 1), fmt.Sprintf(reason, values...))
}

// checkDependencies: nobody fetches them, and without them a chart installs less than it means, or nothing.
func (a *chartMetadata) checkDependencies(path string, files map[string]string) error {
	wanted := a
	if text := files["requirements.yaml"]; text != "" {
		file := strings.TrimSuffix(path, "/") + "/requirements.yaml"
		root, err := onlyMapping(file, text)
		if err != nil {
			return err
		}
		wanted = &chartMetadata{path: file, root: root}
	}
	for _, dependency := range wanted.value("dependencies").Content {
		_, name := entryOf(dependency, "name")
		if name == nil || name.Value == "" {
			return wanted.wrong(dependency, "a dependency has no name")
		}
		if !holdsChart(files, name.Value) {
			return wanted.wrong(name, "the chart depends on %s, which is not in its charts directory; run helm dependency build %s", quote(name.Value), path)
		}
	}
	return nil
}

func holdsChart(files map[string]string, name string) bool {
	if _, found := files["charts/"+name+"/"+chartFile]; found {
		return true
	}
	archives := "charts/" + name + "-"
	for file := range files {
		if rest, found := strings.CutPrefix(file, archives); found && strings.HasSuffix(rest, ".tgz") && slices.Contains([]byte("0123456789v"), rest[0]) {
			return true
		}
	}
	return false
}
