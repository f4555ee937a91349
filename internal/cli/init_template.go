package cli

import (
	"bytes"
	"embed"
	"errors"
	"os"
	"slices"
	"strings"
	"text/template"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// templates are the lab files to start from.
//
//go:embed templates
var templates embed.FS

// starters are the names of the templates, the default first, and what each makes.
var starters = []struct{ name, makes string }{
	{"embedded", "a management cluster in one process, two simulated clusters and an add-on profile"},
	{"kaas", "the real lab on Docker: k3d, one cluster with Cilium"},
	{"fleet", "many simulated clusters from one entry"},
	{"ha", "three control plane machines and several pools of workers, simulated"},
	{"existing", "clusters on a management cluster that you have"},
}

func starterNames() []string {
	names := make([]string, len(starters))
	for i, s := range starters {
		names[i] = s.name
	}
	return names
}

// starterWords are the names with what they make, for the help and for completion.
func starterWords(separator string) []string {
	words := make([]string, len(starters))
	for i, s := range starters {
		words[i] = s.name + separator + s.makes
	}
	return words
}

// starterLab fills the name in and checks the result, because the name comes from the command line.
func starterLab(starter, name string) ([]byte, error) {
	if !slices.Contains(starterNames(), starter) {
		return nil, unknownStarter(starter)
	}
	filled, err := template.ParseFS(templates, "templates/"+starter+".yaml")
	if err != nil {
		return nil, fault.Wrap(fault.Bug, err)
	}
	var text bytes.Buffer
	if err := filled.Execute(&text, map[string]string{"Name": name}); err != nil {
		return nil, fault.Wrap(fault.Bug, err)
	}
	if _, _, err := spec.Parse("lab.yaml", text.Bytes(), os.ReadFile); err != nil {
		return nil, wrongName(err)
	}
	return text.Bytes(), nil
}

func unknownStarter(starter string) error {
	names := starterNames()
	if meant := spec.NearMiss(starter, names); meant != "" {
		return fault.Errorf(fault.WrongFlag, "--template: there is no template %q; did you mean %s?", starter, meant)
	}
	return fault.Errorf(fault.WrongFlag, "--template: there is no template %q; take one of %s", starter, strings.Join(names, ", "))
}

// wrongName says what is wrong with --name, which is all that can be wrong, without a place in a file that is not there.
func wrongName(err error) error {
	var invalid *spec.Invalid
	if errors.As(err, &invalid) {
		return fault.Errorf(fault.WrongFlag, "--name: %s", invalid.Problems[0].Reason)
	}
	return err
}
