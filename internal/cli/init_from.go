package cli

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/kaaslab/kaaslab/spec/seed"
)

// runInitFrom writes a lab file made from the manifests of an older lab. The file says on top what changed and why; what
// could not be carried over is said here as well, since somebody has to decide about it.
func runInitFrom(p *program, o *initOptions) error {
	if _, err := starterLab(o.template, o.name); err != nil {
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
		fmt.Fprintf(p.err, "not carried over: %s\n", p.outward.text(lost.String()))
	}
	return writeSeeded(p, o, made)
}

// writeSeeded writes the manifests first: a lab file that names files which are not there is of no use.
func writeSeeded(p *program, o *initOptions, made *seed.Result) error {
	paths := slices.Sorted(maps.Keys(made.Files))
	if o.file == "-" {
		for _, path := range paths {
			fmt.Fprintf(p.err, "not written: %s, which the lab file names; give -f a file to get it\n", path)
		}
		_, err := p.out.Write(made.Lab)
		return err
	}
	if err := o.mayWrite(paths); err != nil {
		return err
	}
	for _, path := range paths {
		if err := writeStarter(o.beside(path), made.Files[path], modeOf(path, made.Secrets)); err != nil {
			return err
		}
		fmt.Fprintf(p.out, "wrote %s\n", o.beside(path).file)
	}
	if err := writeStarter(o, made.Lab, labFileMode); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "wrote %s; read on top what changed, then run: %s\n", o.file, p.command("plan", o.file))
	return nil
}

func modeOf(path string, secrets []string) os.FileMode {
	if slices.Contains(secrets, path) {
		return 0o600
	}
	return labFileMode
}

// beside is how a file next to the lab file is written.
func (o *initOptions) beside(path string) *initOptions {
	other := *o
	other.file = filepath.Join(filepath.Dir(o.file), path)
	return &other
}

// mayWrite looks at all files before the first is written, so that a refusal leaves nothing behind.
func (o *initOptions) mayWrite(paths []string) error {
	files := []string{o.file}
	for _, path := range paths {
		files = append(files, o.beside(path).file)
	}
	var found []error
	for _, file := range files {
		if _, err := os.Lstat(file); err == nil {
			found = append(found, existsAlready(file))
		}
	}
	return errors.Join(found...)
}
