package cli

import (
	"os"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/spec"
)

// TestEveryTemplateLeadsTheReader: it names the schema for editors, says what to run, and gives rise to no doubt.
func TestEveryTemplateLeadsTheReader(t *testing.T) {
	found, err := templates.ReadDir("templates")
	if err != nil || len(found) != len(starters) {
		t.Fatalf("%d directories for %d templates (%v)", len(found), len(starters), err)
	}
	for _, name := range starterNames() {
		made, err := starterFiles(name, "demo")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lab, warnings, err := spec.Parse(name, made.Lab, made.Beside.Read)
		if err != nil || len(warnings) > 0 || lab.Name != "demo" {
			t.Errorf("%s: %v, %v", name, err, warnings)
		}
		for _, want := range []string{"# yaml-language-server: $schema=https://", "#   kaaslab plan ", "#   kaaslab apply ", "#   kaaslab destroy "} {
			if !strings.Contains(string(made.Lab), want) {
				t.Errorf("%s says nothing of %q", name, want)
			}
		}
	}
}

// TestTemplates applies the templates that need nothing but this machine to a real management cluster, and another to that
// of the first.
func TestTemplates(t *testing.T) {
	t.Parallel()
	l := newLabTest(t, "templates/ha")
	l.initFrom("ha")
	l.must(0, "apply", "--yes")
	l.matches()
	team := newLabTest(t, "templates/existing")
	team.initFrom("existing")
	team.writeKubeconfig(l.must(0, "kubeconfig"), "management")
	team.must(0, "apply", "--yes")
	team.matches()
	team.must(0, "destroy", "--yes")
	l.must(0, "destroy", "--yes")

	fleet := newLabTest(t, "templates/fleet")
	fleet.initFrom("fleet")
	fleet.must(0, "apply", "--yes")
	fleet.matches()
	fleet.must(0, "destroy", "--yes")
}

// initFrom makes the lab file from a template, in a directory of its own.
func (l *labTest) initFrom(template string) {
	l.Helper()
	if err := os.MkdirAll(l.dir, 0o755); err != nil {
		l.Fatal(err)
	}
	l.must(0, "init", "--template", template, "--name", template)
}
