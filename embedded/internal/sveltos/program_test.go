package sveltos

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestProgramHasToFit: the definitions that are installed for Sveltos are of one version, and another program of its name
// is not run to be asked.
func TestProgramHasToFit(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	at := filepath.Join(dir, program)
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(at, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	wantError := func(parts ...string) {
		t.Helper()
		_, err := Find("v1.14.0")
		for _, part := range append(parts, at, "make build") {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("got %v, want an error with %q", err, part)
			}
		}
	}
	witness := filepath.Join(dir, "was-run")
	write("#!/bin/sh\ntouch " + witness + "\n")
	wantError("does not tell")
	if _, err := os.Stat(witness); err == nil {
		t.Error("a program that is not known was run")
	}
	if err := os.Remove(at); err != nil { // go build overwrites no script
		t.Fatal(err)
	}
	build(t, at, "", "")
	wantError("has no Sveltos")
	build(t, at, "v1.13.0", "")
	wantError("v1.13.0", "v1.14.0")
	build(t, at, "v1.14.0", "")
	if path, err := Find("v1.14.0"); err != nil || path != at {
		t.Errorf("got %q, %v; want %s", path, err, at)
	}
}

// build links a program that has a module of the controller's name and version in it, and does one thing.
func build(t *testing.T, to, version, does string) {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{
		"go.mod":  "module example.invalid/installer\n\ngo 1.24\n",
		"main.go": "package main\n\nfunc main() { " + does + " }\n",
	}
	if version != "" {
		files["go.mod"] += "\nrequire " + controller + " " + version + "\n\nreplace " + controller + " => ./controller\n"
		files["main.go"] = "package main\n\nimport _ \"" + controller + "\"\n\nfunc main() { " + does + " }\n"
		files["controller/go.mod"] = "module " + controller + "\n\ngo 1.24\n"
		files["controller/controller.go"] = "package controller\n"
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command("go", "build", "-mod=mod", "-o", to, ".")
	command.Dir, command.Env = dir, append(os.Environ(), "GOFLAGS=", "GOWORK=off", "GOPROXY=off")
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
}
