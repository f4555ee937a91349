package cli

import (
	"bytes"
	"embed"
	"errors"
	"path"
	"slices"
	"strings"
	"text/template"

	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/labfiles"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/draft"
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

// starterFiles fills the name in and checks the result, because the name comes from the command line.
func starterFiles(starter, name string) (labfiles.Set, error) {
	if !slices.Contains(starterNames(), starter) {
		return labfiles.Set{}, unknownStarter(starter)
	}
	made, err := filled(path.Join("templates", starter), name)
	if err != nil {
		return labfiles.Set{}, err
	}
	if _, _, err := spec.Parse("lab.yaml", made.Lab, made.Beside.Read); err != nil {
		return labfiles.Set{}, wrongName(err)
	}
	return made, nil
}

// filled reads a directory of templates: the lab file, with the name in it, and what lies beside it.
func filled(dir, name string) (labfiles.Set, error) {
	made := labfiles.Set{Beside: draft.Files{}}
	lab, err := template.ParseFS(templates, path.Join(dir, paste.DefaultFile))
	if err != nil {
		return made, fault.Wrap(fault.Bug, err)
	}
	var text bytes.Buffer
	if err := lab.Execute(&text, map[string]string{"Name": name}); err != nil {
		return made, fault.Wrap(fault.Bug, err)
	}
	made.Lab = text.Bytes()
	entries, err := templates.ReadDir(dir)
	for _, entry := range entries {
		if file := entry.Name(); err == nil && file != paste.DefaultFile {
			made.Beside[file], err = templates.ReadFile(path.Join(dir, file))
		}
	}
	return made, fault.Wrap(fault.Bug, err)
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
