package cli

import (
	"fmt"
	"path/filepath"

	"github.com/kaaslab/kaaslab/internal/labfiles"
	"github.com/kaaslab/kaaslab/spec/seed"
)

// runInitFrom writes a lab file made from the manifests of an older lab. The file says on top what changed and why; what
// could not be carried over is said here as well, since somebody has to decide about it.
func runInitFrom(p *program, o *initOptions) error {
	if _, err := starterFiles(o.template, o.name); err != nil {
		return err
	}
	given, err := parseVariables(o.set)
	if err != nil {
		return err
	}
	sources, err := readSources(p.in, o.from)
	if err != nil {
		return err
	}
	for i := range sources {
		given.fill(&sources[i])
	}
	made, err := seed.Convert(seed.Options{Name: o.name, File: filepath.Base(o.file)}, sources)
	for _, name := range given.unused() {
		fmt.Fprintf(p.err, "--set %s: %s\n", name, given.unusedReason(name))
	}
	if err != nil {
		return err
	}
	for _, lost := range made.Lost {
		fmt.Fprintf(p.err, "not carried over: %s\n", p.outward.Text(lost.String()))
	}
	return o.write(p, labfiles.Set{Lab: made.Lab, Beside: made.Files, Secrets: made.Secrets}, fmt.Sprintf("wrote %s; read on top what changed, then run: %s", o.file, p.command("plan", o.file)))
}
